import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { clickhouseFrom } from '@trailhouse/runtime/command'
import { type Command, InvalidArgumentError } from 'commander'
import { loadCliSettings } from '../config.ts'

type Parameters = Readonly<Record<string, string>>
type Options = { file?: string; format?: string; param: Parameters }

/** `trailhouse sql`: one question to ClickHouse, with the rights of the user in the settings. */
export default function sql(program: Command): void {
  program
    .command('sql')
    .description('ask ClickHouse one question; as a table on a terminal, else as tab-separated text')
    .argument('[query]', 'the statement; standard input when it is - or missing', '-')
    .option('--file <path>', 'read the statement from a file')
    .option('--format <name>', "one of ClickHouse's formats, as CSVWithNames, JSONEachRow or Parquet")
    .option('--param <name=value>', 'value of {name:Type} in the statement; may be given more than once', parameter, {})
    .addHelpText(
      'after',
      `\nExample: trailhouse sql "SELECT * FROM audit.actor_timeline(actor = {who:String})" --param who=alice`,
    )
    .action(run)
}

async function run(query: string, options: Options): Promise<void> {
  const { connectClickHouse, send } = await import('@trailhouse/clickhouse')
  const connection = connectClickHouse(clickhouseFrom(loadCliSettings()))
  try {
    const answer = await send(connection, {
      sql: await statement(query, options.file),
      params: options.param,
      settings: {
        default_format: options.format ?? (process.stdout.isTTY ? 'PrettyCompactMonoBlock' : 'TabSeparatedWithNames'),
        // The server sends nothing before it has the whole answer: an export is complete, or it is an error.
        wait_end_of_query: 1,
      },
    })
    await pipeline(answer, process.stdout, { end: false })
  } finally {
    await connection.close()
  }
}

/** A semicolon at the end is what people type, and not part of a statement. */
async function statement(query: string, file: string | undefined): Promise<string> {
  const given = file !== undefined ? await readFile(file, 'utf8') : query === '-' ? await text(process.stdin) : query
  return given.replace(/;\s*$/, '')
}

function parameter(text: string, before: Parameters): Parameters {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It takes name=value.')
  return { ...before, [name]: value }
}
