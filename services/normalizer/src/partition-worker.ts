import { TrailhouseError } from '@trailhouse/errors'
import type {
  AssignedPartition,
  FetchedBatch,
  PartitionWorker,
  Position,
  TopicPartition,
  TransactionalProducer,
} from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { InputRoute } from './input-route.ts'
import { destinationOf, emptyBatch, type NormalizedBatch, normalizeBatch } from './normalize-batch.ts'
import { afterFence, mayBeForgotten, offsetMetadata, startAt } from './ownership.ts'
import type { Parts } from './parts.ts'
import { endingOf, writeBatch } from './transaction.ts'

/** Ends this ownership's worker: the consumer makes the next one, which reads from the committed offset. */
class TakeOverAgain extends Error {
  override readonly name = 'TakeOverAgain'
}

/**
 * Takes an assigned partition over. Throws TrailhouseError OFFSET_OUT_OF_RANGE or TOPIC_REMADE where Kafka no longer
 * holds what is due: the partition stops until an operator has accepted the loss.
 */
export async function takeOver(
  partition: AssignedPartition,
  route: InputRoute,
  parts: Parts,
): Promise<PartitionWorker> {
  await step('assigned')
  const group = await standing(partition, parts)
  const recorded = mayBeForgotten(group) ? await parts.recordedPosition(partition) : null
  const place = `${partition.topic}/${partition.partition}`
  const start = startAt(partition, { ...group, ...recorded }, parts.resumeAt.get(place))
  if (start.next === 'stop') {
    parts.report.lost(partition, start.code, start.lost)
    throw new TrailhouseError(start.code, `${place} stopped: ${start.why}${wayOut(place, start.offer)}`)
  }
  if (start.lost > 0) parts.report.lossAccepted(partition, start.lost)
  const worker = new InputPartition(partition, route, parts, start.offset, group.committed)
  if (recorded !== null) await worker.remember()
  return worker
}

/**
 * What the group has for the partition. Where no batch follows at once that would fence, earlier owners are fenced here: a
 * transaction that one of them left open would hold up every reader of what it wrote to, the one of positions too.
 */
async function standing(partition: AssignedPartition, parts: Parts): Promise<Position> {
  const position = await partition.position()
  const isBehind = position.committed !== null && position.committed < position.logEnd
  if (isBehind || position.logEnd === 0) return position
  await (await parts.openProducer(transactionalIdOf(partition, parts))).close()
  return partition.position()
}

const transactionalIdOf = ({ topic, partition }: TopicPartition, { group }: Pick<Parts, 'group'>): string =>
  `${group}-${topic}-${partition}`

const wayOut = (place: string, offer: number | null): string =>
  offer === null ? '' : `. To accept that, restart with TRAILHOUSE_NORMALIZER_RESUME_AT=${place}@${offer}`

class InputPartition implements PartitionWorker {
  readonly startOffset: number
  readonly #partition: AssignedPartition
  readonly #route: InputRoute
  readonly #parts: Parts
  readonly #removeFromGate: () => void
  /** What the group has for this partition, as this owner last read or wrote it. */
  #committed: number | null
  #producer: TransactionalProducer | undefined
  #idle: NodeJS.Timeout | undefined
  #handling: Promise<void> = Promise.resolve()

  constructor(partition: AssignedPartition, route: InputRoute, parts: Parts, start: number, committed: number | null) {
    this.startOffset = start
    this.#partition = partition
    this.#route = route
    this.#parts = parts
    this.#committed = committed
    this.#removeFromGate = parts.gate.add(partition.topic, partition)
  }

  handle(batch: FetchedBatch): Promise<void> {
    if (batch.records.length === 0) return Promise.resolve()
    clearTimeout(this.#idle)
    this.#handling = this.#normalize(batch)
    return this.#handling
  }

  /** Commits where the partition stands: the group has forgotten it. */
  async remember(): Promise<void> {
    const { topic, partition } = this.#partition
    try {
      await this.#write(emptyBatch(), this.startOffset)
      this.#parts.report.remembered({ topic, partition }, this.startOffset)
    } finally {
      await this.#closeProducer()
    }
  }

  async stop(): Promise<void> {
    this.#removeFromGate()
    clearTimeout(this.#idle)
    await this.#handling.catch(() => undefined)
    clearTimeout(this.#idle)
    await this.#closeProducer()
  }

  async #normalize(batch: FetchedBatch): Promise<void> {
    const { schemas, tools, gate, partitions, report } = this.#parts
    const { signal, topic } = this.#partition
    const known = await schemas.schemasOf(this.#route.kind === 'events' ? batch.records : [], signal)
    const destinations = {
      events: destinationOf(this.#partition, partitions.events),
      deadLetters: destinationOf(this.#partition, partitions.deadLetters),
    }
    const normalized = normalizeBatch(batch.records, this.#partition, this.#route, destinations, tools, known)
    await this.#write(normalized, batch.lastOffset + 1)
    gate.observe(topic, normalized.tallies)
    report.written(this.#partition, batch, normalized)
    this.#idle = setTimeout(() => void this.#closeProducer(), this.#parts.idleMs).unref()
  }

  /** Resolves when the batch and its offset are committed; throws when this ownership must end. */
  async #write(normalized: NormalizedBatch, next: number): Promise<void> {
    const { group, topics, report } = this.#parts
    const { topic, topicId, partition, signal } = this.#partition
    signal.throwIfAborted()
    const producer = this.#producer ?? (await this.#fence())
    const began = performance.now()
    const offset = { groupId: group, topic, partition, offset: next, metadata: offsetMetadata(topicId) }
    try {
      await writeBatch(producer, normalized, offset, topics)
    } catch (error) {
      report.transaction(endingOf(error))
      await this.#closeProducer()
      throw error
    }
    await step('after-commit')
    this.#committed = next
    report.transaction('committed', (performance.now() - began) / 1_000)
  }

  /** Fence first, read second: what an earlier owner still committed before the fence is seen by the read after it. */
  async #fence(): Promise<TransactionalProducer> {
    await step('before-fence')
    const producer = await this.#parts.openProducer(transactionalIdOf(this.#partition, this.#parts))
    this.#producer = producer
    await step('after-fence')
    const { committed } = await this.#partition.position()
    await step('after-read')
    if (afterFence(this.#committed, committed) === 'transact') return producer
    throw new TakeOverAgain(`an earlier owner committed ${committed} after ${this.#committed} was read`)
  }

  async #closeProducer(): Promise<void> {
    const producer = this.#producer
    this.#producer = undefined
    await producer?.close().catch(() => undefined)
  }
}
