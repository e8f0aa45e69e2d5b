import { createInterface } from 'node:readline/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { table } from '../table.ts'
import { type Summary, summaryOf } from './letter.ts'
import { letters } from './letters.ts'
import type { Marks } from './marks.ts'
import type { Queue } from './queue.ts'
import type { Selection } from './selection.ts'
import { safe } from './text.ts'

type Group = Pick<Summary, 'topic' | 'dataset' | 'reason'> & { letters: number }

/** What a replay or a dismissal would do. */
export type Plan = {
  readonly open: number
  readonly resolved: number
  readonly groups: readonly Group[]
  /** Those of audit.dlq that hold open letters of the selection. */
  readonly partitions: ReadonlySet<number>
}

/** Counts the letters of the selection, in groups whose number the names of topics, datasets and reasons bound. */
export async function plan(queue: Queue, selection: Selection, marks: Marks): Promise<Plan> {
  await marks.read('decided')
  const groups = new Map<string, Group>()
  const partitions = new Set<number>()
  let [open, resolved] = [0, 0]
  for await (const letter of letters(queue, selection)) {
    const { state, topic, dataset, reason } = summaryOf(letter, marks.of(letter.id))
    if (state !== 'open') {
      resolved += 1
      continue
    }
    open += 1
    partitions.add(letter.id.partition)
    const key = JSON.stringify([topic, dataset, reason])
    const group = groups.get(key) ?? { topic, dataset, reason, letters: 0 }
    group.letters += 1
    groups.set(key, group)
  }
  return { open, resolved, partitions, groups: [...groups.values()].sort((a, b) => b.letters - a.letters) }
}

export function planTable({ groups }: Plan): string {
  const rows = groups.map(({ topic, dataset, reason, letters }) => [
    ...[topic || '-', dataset || '-', reason].map(safe),
    String(letters),
  ])
  return table(['TOPIC', 'DATASET', 'REASON', 'LETTERS'], rows)
}

/** `1 letter`, `2 letters` */
export const counted = (letters: number): string => (letters === 1 ? '1 letter' : `${letters} letters`)

/** A person types the number of letters. Throws TrailhouseError REPLAY_UNCONFIRMED. */
export async function confirm(letters: number, verb: string): Promise<void> {
  if (!process.stdin.isTTY) {
    const message = `${counted(letters)} would be ${verb}, and standard input is no terminal to confirm it on; give --yes`
    throw new TrailhouseError('REPLAY_UNCONFIRMED', message)
  }
  const answer = await ask(`${counted(letters)} will be ${verb}. Type ${letters} to go on: `)
  if (answer?.trim() === String(letters)) return
  throw new TrailhouseError('REPLAY_UNCONFIRMED', `the number typed was not ${letters}; nothing was changed`)
}

/** undefined: the terminal was closed, or somebody pressed Ctrl-C. */
async function ask(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new AbortController()
  const end = () => closed.abort()
  terminal.once('SIGINT', end).once('close', end)
  try {
    return await terminal.question(question, { signal: closed.signal })
  } catch (error) {
    if (closed.signal.aborted) return undefined
    throw error
  } finally {
    terminal.close()
  }
}
