import { type Command, InvalidArgumentError } from 'commander'
import { loadCliSettings } from '../config.ts'
import { exitCodes } from '../run.ts'
import type { Part } from '../status/part.ts'
import { table } from '../table.ts'

type Options = { json?: true; maxLag: number; maxSeconds: number; normalizerGroup: string; sinkGroup: string }

/** `trailhouse status`: one table; exit code 1 when something is not well. */
export default function status(program: Command): void {
  program
    .command('status')
    .description('lag, freshness and dead letters of each part; exit code 1 when something is not well')
    .option('--json', 'print JSON')
    .option('--max-lag <records>', 'records that may wait for a part', wholeNumber, 1_000_000)
    .option(
      '--max-seconds <seconds>',
      'age that the newest handled record may have while others wait',
      wholeNumber,
      300,
    )
    .option('--normalizer-group <id>', 'consumer group of the normalizer', 'trailhouse-normalizer')
    .option('--sink-group <id>', 'consumer group of the sink', 'trailhouse-sink')
    .action(run)
}

async function run(options: Options): Promise<void> {
  const settings = loadCliSettings()
  const { askParts } = await import('../status/ask-parts.ts')
  const { assess, healthy } = await import('../status/assess.ts')
  const asked = await askParts(settings, { normalizer: options.normalizerGroup, sink: options.sinkGroup })
  const parts = assess(asked, options)
  const ok = healthy(parts)
  process.stdout.write(options.json ? `${JSON.stringify({ ok, parts }, null, 2)}\n` : tableOf(parts))
  if (!ok) process.exitCode = exitCodes.failed
}

function tableOf(parts: readonly Part[]): string {
  const figure = (value: number | null) => (value === null ? '-' : value.toLocaleString('en'))
  const rows = parts.map(({ part, lag, seconds, deadLetters, problems, note }) => [
    part,
    problems.length === 0 ? 'ok' : 'NOT WELL',
    figure(lag),
    seconds === null ? '-' : `${figure(seconds)} s`,
    figure(deadLetters),
    [...problems, note].filter((text) => text !== '').join('; '),
  ])
  return table(['PART', 'STATE', 'LAG', 'FRESHNESS', 'DEAD LETTERS', ''], rows)
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(text)
}
