import type { Row } from './scenario.ts'

const columns = [
  ['Scenario', (row: Row) => row.name],
  ['Injected', (row: Row) => row.injected],
  ['Effect seen', (row: Row) => row.effect],
  ['Produced', (row: Row) => number(row.produced)],
  ['Stored', (row: Row) => number(row.stored)],
  ['Dead letters', (row: Row) => number(row.deadLettered)],
  ['Doubled', (row: Row) => number(row.duplicates)],
  [
    'Lost',
    (row: Row) =>
      row.named > 0 ? `${number(row.lost)} (${number(row.named)} gone from Kafka, named)` : number(row.lost),
  ],
  ['Recovered, s', (row: Row) => row.recoverySeconds.toFixed(1)],
] as const

/** The rows as tables in Markdown: one for the scenarios of each group, one for the negative controls. */
export function tables(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows, ({ group, control }) => (control ? 'Negative controls' : group))
  const { 'Negative controls': controls, ...others } = Object.fromEntries(groups)
  const ordered = [...Object.entries(others), ...(controls ? [['Negative controls', controls] as const] : [])]
  return ordered.map(([title, group]) => `#### ${title}\n\n${table(group)}`).join('\n\n')
}

function table(rows: readonly Row[]): string {
  const heads = columns.map(([title]) => title)
  const lines = rows.map((row) => columns.map(([, cell]) => cell(row).replaceAll('|', '\\|')))
  return [heads, heads.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const number = (value: number) => value.toLocaleString('en-US')

/** `12 scenarios, 0 lost, 0 doubled; 3 of 3 negative controls caught`, of trials that passed. */
export function summary(rows: readonly Row[]): string {
  const scenarios = rows.filter((row) => !row.control)
  const sum = (pick: (row: Row) => number) => scenarios.reduce((total, row) => total + pick(row), 0)
  const controls = rows.length - scenarios.length
  const produced = number(sum((row) => row.produced))
  return `${scenarios.length} scenarios, ${produced} records produced, ${sum((row) => row.lost)} lost, ${sum((row) => row.duplicates)} doubled; ${controls} negative controls caught`
}
