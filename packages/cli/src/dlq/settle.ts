import { TrailhouseError } from '@trailhouse/errors'
import {
  type LetterId,
  type Mark,
  openTransactionalProducer,
  type TopicMessages,
  type TransactionalProducer,
} from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime/command'
import { Batch } from './batch.ts'
import type { Letter } from './letter.ts'
import { lettersOf } from './letters.ts'
import { type Marks, placeOf } from './marks.ts'
import type { Queue, QueuePartition } from './queue.ts'
import type { Selection } from './selection.ts'

/** What a letter becomes, beside its mark: nothing, for one that is dismissed. A text: why it cannot be done. */
export type Action = {
  readonly how: Mark['how']
  readonly note: string
  messagesOf(letter: Letter): Promise<readonly TopicMessages[] | string>
}

/** The open letters of one partition of audit.dlq that are to be settled, and who is told. */
export type Settling = {
  readonly queue: Queue
  readonly partition: QueuePartition
  readonly selection: Selection
  readonly marks: Marks
  readonly action: Action
  readonly onSettled: (letters: number) => void
  readonly onFailed: (letter: LetterId, why: string) => void
}

/** What the attempts on a partition hand to each other. */
type Progress = {
  /** First offset that may still be unsettled. */
  from: number
  /** A transaction was refused: until this offset each letter has one of its own, so that a bad one costs itself alone. */
  aloneBefore: number
  readonly failed: Set<string>
  /** Of a transaction whose outcome is not known: the marks tell. */
  readonly doubtful: Set<string>
}

/** Times that a transaction may be aborted, or its outcome be lost, until the command fails. */
const attempts = 5

/**
 * Settles letters, each in one Kafka transaction with its mark. However many consoles do so at once, each letter is
 * settled once: the transactional id is the partition's, whoever initialises it fences the others, and only then are the
 * marks read, up to all that a fenced one may have committed. Throws TrailhouseError REPLAY_TAKEN_OVER.
 */
export async function settlePartition(settling: Settling): Promise<void> {
  const progress = {
    from: settling.partition.low,
    aloneBefore: 0,
    failed: new Set<string>(),
    doubtful: new Set<string>(),
  }
  for (let attempt = 1; attempt <= attempts; ) {
    try {
      return await settleFenced(settling, progress)
    } catch (error) {
      switch (error instanceof TrailhouseError ? error.code : '') {
        case 'MESSAGE_REFUSED':
          break
        case 'TRANSACTION_UNKNOWN':
        case 'TRANSACTION_ABORTED':
          if (attempt === attempts) throw error
          attempt += 1
          break
        case 'PRODUCER_FENCED':
          throw takenOver(settling, error)
        default:
          throw error
      }
    }
  }
}

async function settleFenced(settling: Settling, progress: Progress): Promise<void> {
  const { queue, partition } = settling
  const transactionalId = `trailhouse-dlq-${queue.topic}-${partition.partition}`
  const producer = await openTransactionalProducer(queue.client, { transactionalId })
  try {
    await step('replay-fenced')
    await settleOpen(settling, progress, producer)
  } finally {
    await producer.close()
  }
}

async function settleOpen(settling: Settling, progress: Progress, producer: TransactionalProducer): Promise<void> {
  const { queue, partition, selection, marks, action, onSettled, onFailed } = settling
  await marks.read('high-watermark')
  await step('replay-marks-read')
  let batch = new Batch(queue.resolvedTopic, action)
  const flush = async () => {
    await send(batch, producer, settling, progress)
    batch = new Batch(queue.resolvedTopic, action)
  }
  for await (const letter of lettersOf(queue, partition, selection, progress.from)) {
    const place = placeOf(letter.id)
    const isMarked = marks.of(letter.id) !== undefined
    if (progress.doubtful.delete(place) && isMarked) onSettled(1)
    if (isMarked || progress.failed.has(place)) continue
    const sent = await action.messagesOf(letter)
    if (typeof sent === 'string') {
      progress.failed.add(place)
      onFailed(letter.id, sent)
      continue
    }
    if (letter.id.offset < progress.aloneBefore || !batch.holds(letter)) await flush()
    batch.add(letter, sent)
  }
  await flush()
}

async function send(
  batch: Batch,
  producer: TransactionalProducer,
  settling: Settling,
  progress: Progress,
): Promise<void> {
  const { ids } = batch
  const last = ids.at(-1)
  if (last === undefined) return
  try {
    await batch.send(producer)
  } catch (error) {
    const code = error instanceof TrailhouseError ? error.code : ''
    if (code === 'TRANSACTION_UNKNOWN') for (const id of ids) progress.doubtful.add(placeOf(id))
    if (code === 'MESSAGE_REFUSED') noteRefusal(ids, last, (error as Error).message, settling, progress)
    throw error
  }
  progress.from = last.offset + 1
  settling.onSettled(ids.length)
}

/** A letter that is refused alone stays open; of several the guilty one is found by sending each alone. */
function noteRefusal(
  ids: readonly LetterId[],
  last: LetterId,
  why: string,
  settling: Settling,
  progress: Progress,
): void {
  if (ids.length > 1) progress.aloneBefore = last.offset + 1
  else {
    progress.failed.add(placeOf(last))
    settling.onFailed(last, why)
  }
}

function takenOver({ queue: { topic }, partition: { partition } }: Settling, cause: unknown): TrailhouseError {
  const message = `another console has begun on ${topic}/${partition}, or this one stood still for too long; what is left there was not done here`
  return new TrailhouseError('REPLAY_TAKEN_OVER', message, { cause })
}
