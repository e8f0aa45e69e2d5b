import { type Part, wellPart } from './part.ts'

/** What an instance of a service says of itself, from its /metrics (Prometheus text format). */
export async function servicePart(url: string): Promise<Part> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return readMetrics(await response.text(), new URL(url).host)
}

export function readMetrics(text: string, host: string): Part {
  const samples = text.split('\n').flatMap((line) => sampleOf(line) ?? [])
  const values = (name: string) => samples.filter((sample) => sample.name === name)
  const sum = (name: string) => values(name).reduce((total, sample) => total + sample.value, 0)
  const stopped = values('trailhouse_stopped_partitions').filter(({ value }) => value > 0)
  const paused = values('trailhouse_paused_partitions').filter(({ value }) => value > 0)
  const service = samples.find(({ labels }) => labels.includes('service="'))?.labels
  return wellPart(`${/service="([^"]*)"/.exec(service ?? '')?.[1] ?? 'service'} at ${host}`, {
    lag: sum('trailhouse_lag_records'),
    seconds: Math.round(Math.max(0, ...values('trailhouse_lag_seconds').map(({ value }) => value))),
    deadLetters: sum('trailhouse_dead_letters_total'),
    problems: stopped.map(({ value, labels }) => `${value} partitions stopped: ${label(labels, 'code')}`),
    note: paused.map(({ value, labels }) => `${value} partitions wait for ${label(labels, 'cause')}`).join(', '),
  })
}

type Sample = { readonly name: string; readonly labels: string; readonly value: number }

function sampleOf(line: string): Sample | undefined {
  const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  return name === undefined ? undefined : { name, labels, value: Number(value) }
}

const label = (labels: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
