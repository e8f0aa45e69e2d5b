import { text } from 'node:stream/consumers'
import { type ClickHouse, send } from '@trailhouse/clickhouse'
import { questions } from './questions.ts'

/** Each question with its SQL and, as ClickHouse draws it, the answer. */
export async function printAnswers(
  clickhouse: ClickHouse,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, { question, sql }] of questions.entries()) {
    say(`\n${index + 1}. ${question}\n\n${indent(sql)}\n`)
    say(await answer(clickhouse, sql, signal))
  }
}

/** One answer as a table of text. */
async function answer(clickhouse: ClickHouse, sql: string, signal: AbortSignal): Promise<string> {
  const settings = { output_format_pretty_row_numbers: 0, output_format_pretty_color: 0, wait_end_of_query: 1 }
  const stream = await send(clickhouse, { sql: `${sql}\nFORMAT PrettyCompactMonoBlock`, settings, signal })
  return (await text(stream)).trimEnd()
}

function indent(sql: string): string {
  return sql.replaceAll(/^/gm, '    ')
}
