import { once } from 'node:events'
import { table } from '../table.ts'
import { type Summary, summaryOf } from './letter.ts'
import { letters } from './letters.ts'
import { Marks } from './marks.ts'
import type { Queue } from './queue.ts'
import type { Selection } from './selection.ts'
import { cut, safe } from './text.ts'

export type ListOptions = {
  readonly state: Summary['state'] | 'resolved' | 'all'
  readonly limit: number | undefined
  readonly json: boolean
}

const defaultLimit = 100

/** Prints the newest letters as a table, or as JSON, one a line: then all, in the order of the log, unless limited. */
export async function list(queue: Queue, selection: Selection, options: ListOptions): Promise<void> {
  const newest = new Newest(options.limit ?? defaultLimit)
  const counts = { open: 0, replayed: 0, dismissed: 0 }
  const streams = options.json && options.limit === undefined
  for await (const summary of summaries(queue, selection)) {
    if (!ofState(options.state, summary)) continue
    counts[summary.state] += 1
    if (streams) await write(`${JSON.stringify(summary)}\n`)
    else newest.add(summary)
  }
  const shown = newest.inOrder()
  if (streams) return
  if (options.json) await write(shown.map((summary) => `${JSON.stringify(summary)}\n`).join(''))
  else {
    await write(table(heading, shown.map(row)))
    process.stderr.write(`${tally(counts, shown.length)}\n`)
  }
}

async function* summaries(queue: Queue, selection: Selection): AsyncGenerator<Summary, void, undefined> {
  const marks = await new Marks(queue).read('decided')
  for await (const letter of letters(queue, selection)) yield summaryOf(letter, marks.of(letter.id))
}

function ofState(wanted: ListOptions['state'], { state }: Summary): boolean {
  if (wanted === 'all') return true
  return wanted === 'resolved' ? state !== 'open' : state === wanted
}

/** The latest of what is added, in memory of twice their number. */
class Newest {
  readonly #limit: number
  #held: Summary[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  add(summary: Summary): void {
    this.#held.push(summary)
    if (this.#held.length >= 2 * this.#limit) this.#held = this.inOrder()
  }

  /** Oldest first. */
  inOrder(): Summary[] {
    return this.#held.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).slice(-this.#limit)
  }
}

const heading = ['LETTER', 'TIME', 'STATE', 'ATTEMPT', 'REASON', 'DATASET', 'TENANT', 'ORIGIN', 'BYTES', 'DETAIL']

function row(summary: Summary): string[] {
  const { letter, time, state, attempt, reason, dataset, tenant, topic, partition, offset, size, detail } = summary
  const origin = topic === '' ? '-' : `${topic}/${partition}@${offset}`
  const place = letter.slice(letter.indexOf('/') + 1)
  const words = [reason, dataset || '-', tenant || '-', origin].map(safe)
  return [place, time, state, String(attempt), ...words, String(size ?? '-'), cut(safe(detail), 80)]
}

function tally({ open, replayed, dismissed }: Record<Summary['state'], number>, shown: number): string {
  const total = open + replayed + dismissed
  const which = shown < total ? `; the newest ${shown} are shown (--limit)` : ''
  return `${total} dead letters: ${open} open, ${replayed} replayed, ${dismissed} dismissed${which}`
}

/** Waits while the reader is slower than we are. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
