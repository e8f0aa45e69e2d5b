import { table } from '../support/suite.ts'
import type { Seen } from './faults.ts'
import type { Found } from './verdict.ts'
import type { Walked } from './walk.ts'

/** Each fault of each target: how often, and what was counted of it. */
export function faultTable(walked: readonly Walked[]): string {
  const kinds = Map.groupBy(walked, ({ step }) => `${step.target}: ${step.fault}`)
  const rows = [...kinds].sort().map(([kind, of]) => [kind, of.length, words(sum(of.map(({ seen }) => seen)))])
  return table([['Fault', 'Times', 'Effect counted'], ...rows])
}

type Run = {
  readonly seed: number
  readonly minutes: number
  readonly planned: number
  readonly walked: number
  /** s from the end of the last fault until all is stored and committed. */
  readonly recovered: number
  readonly ends: readonly string[]
  readonly found: Found
  readonly wrong: readonly string[]
}

export function conclusion({ found, wrong, ends, ...run }: Run): string {
  const rows: [string, string | number][] = [
    ['Seed', String(run.seed)],
    ['Minutes', run.minutes],
    ['Faults injected, of planned', `${run.walked} of ${run.planned}`],
    ['Records acknowledged', found.acknowledged],
    ['Records in the logs of the inputs', found.inLogs],
    ['Stored or dead-lettered, by origin', found.accountedFor],
    ['Events stored', found.stored],
    ['Dead letters', found.letters],
    ['Doubled', found.doubled + found.both],
    ['Lost', found.inLogs - found.accountedFor],
    ['Events of the SDK, stored of recorded', `${found.numbers} of ${found.recorded}`],
    ['Gaps in their sequence', found.gaps],
    ['Sends with an open outcome', found.open],
    ['Services that ended by themselves', ends.length === 0 ? 0 : `${ends.length} (${ends.join(', ')})`],
    ['Recovered after the last fault, s', run.recovered.toFixed(1)],
  ]
  const verdict = wrong.length === 0 ? 'The promise is kept.' : `THE PROMISE IS BROKEN: ${wrong.join('; ')}.`
  return `\n${table([['Result', ''], ...rows])}\n\n${verdict}`
}

function sum(all: readonly Seen[]): Seen {
  const total: Record<string, number> = {}
  for (const seen of all) for (const [what, n] of Object.entries(seen)) total[what] = (total[what] ?? 0) + n
  return total
}

function words(seen: Seen): string {
  const counted = Object.entries(seen).filter(([, n]) => n > 0)
  return counted.length === 0 ? 'none' : counted.map(([what, n]) => `${n.toLocaleString('en-US')} ${what}`).join(', ')
}
