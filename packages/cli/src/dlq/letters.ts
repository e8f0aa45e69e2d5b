import { TrailhouseError } from '@trailhouse/errors'
import { type Letter, letterOf } from './letter.ts'
import type { Queue, QueuePartition } from './queue.ts'
import { type Selection, selects } from './selection.ts'

/**
 * The letters of a selection, partition by partition in the order of the log, one fetch in memory at a time.
 * Throws TrailhouseError LETTER_UNKNOWN for an id that the topic does not hold.
 */
export async function* letters(queue: Queue, selection: Selection): AsyncGenerator<Letter, void, undefined> {
  for (const partition of queue.partitions) yield* lettersOf(queue, partition, selection, partition.low)
}

/** Those of one partition, from an offset on. */
export async function* lettersOf(
  queue: Queue,
  partition: QueuePartition,
  selection: Selection,
  from: number,
): AsyncGenerator<Letter, void, undefined> {
  if (selection.ids) return yield* named(queue, partition, selection, from)
  const start = Math.max(from, await firstAt(queue, partition, selection.since))
  yield* within(queue, partition, selection, start, partition.high)
}

async function* within(queue: Queue, { partition }: QueuePartition, selection: Selection, from: number, to: number) {
  if (from >= to) return
  for await (const { records } of queue.reader.read({ topic: queue.topic, partition, from, to })) {
    for (const record of records) {
      const letter = letterOf(record, { topicId: queue.topicId, partition })
      if (selects(selection, letter)) yield letter
    }
  }
}

async function* named(queue: Queue, partition: QueuePartition, selection: Selection, from: number) {
  const offsets = (selection.ids ?? [])
    .filter((id) => id.partition === partition.partition && id.offset >= from)
    .map(({ offset }) => offset)
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    yield* within(queue, partition, selection, offset, offset + 1)
  }
}

/** Throws LETTER_UNKNOWN unless each id names a committed record of the topic as it is now. */
export async function checkIds(queue: Queue, { ids = [] }: Selection): Promise<void> {
  for (const { topicId, partition, offset } of ids) {
    const held = queue.partitions.find((each) => each.partition === partition)
    const ours = (topicId === '' || topicId === queue.topicId) && held && offset >= held.low && offset < held.high
    const found = ours ? await within(queue, held, {}, offset, offset + 1).next() : undefined
    if (found?.value) continue
    const message = `${queue.topic} holds no letter ${partition}/${offset}; trailhouse dlq list prints those it holds`
    throw new TrailhouseError('LETTER_UNKNOWN', message)
  }
}

async function firstAt(queue: Queue, { partition, low }: QueuePartition, since: number | undefined): Promise<number> {
  if (since === undefined) return low
  const offsets = await queue.admin.offsetsAt(queue.topic, since)
  return offsets.find((each) => each.partition === partition)?.offset ?? low
}
