import { TrailhouseError } from '@trailhouse/errors'
import type { ByteBudget } from './budget.ts'
import { judge, toFetchedBatch, tooLarge } from './fetched-batch.ts'
import { isMembershipLost, messageOf } from './kafka-errors.ts'
import type { Batch, ConsumerGroup, OffsetManager } from './kafkajs-modules/internals.ts'
import type { AssignedPartition, FetchedBatch, PartitionState, PartitionWorker, Position } from './types.ts'

export type PauseReason = 'assigning' | 'worker' | 'budget' | 'queue'

/** Membership in one generation of the group. Its offset manager commits under exactly that one. */
export type Membership = { readonly group: ConsumerGroup; readonly offsets: OffsetManager; readonly generation: number }

/** What an ownership asks of the consumer that holds it. */
export type Owner = {
  readonly budget: ByteBudget
  /** Bytes of batches, a partition, that may be handed over and not yet handled. */
  readonly handOverBytes: number
  position(topic: string, topicId: string, partition: number): Promise<Position>
  onPaused(owned: OwnedPartition, reason: PauseReason): void
  onResumed(owned: OwnedPartition): void
  onHandled(owned: OwnedPartition): void
  onGap(owned: OwnedPartition, message: string): void
  onWorkerError(owned: OwnedPartition, error: unknown): void
  onRestart(owned: OwnedPartition): void
  onMembershipLost(membership: Membership): void
}

/**
 * One ownership of one partition, from assignment to loss, restart or stop. It takes batches from kafkajs at once, so
 * that the fetch loop, which also sends the heartbeats, never waits for a worker, and pauses the partition meanwhile.
 */
export class OwnedPartition implements AssignedPartition {
  readonly topic: string
  readonly partition: number
  readonly membership: Membership
  readonly #owner: Owner
  readonly #abort = new AbortController()
  readonly #pausedBy = new Set<PauseReason>()
  readonly #queue: FetchedBatch[] = []
  #topicId = ''
  #worker: PartitionWorker | null = null
  #expected: number | null = null
  #handedOver = 0
  #running: Promise<void> | null = null
  #assigning: Promise<unknown> = Promise.resolve()
  #ended: Promise<void> | null = null

  constructor(owner: Owner, membership: Membership, topic: string, partition: number) {
    this.#owner = owner
    this.membership = membership
    this.topic = topic
    this.partition = partition
    this.hold('assigning')
  }

  get topicId(): string {
    return this.#topicId
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get ended(): boolean {
    return this.#ended !== null
  }

  get state(): PartitionState {
    return { topic: this.topic, partition: this.partition, state: this.#stateName(), position: this.#expected }
  }

  /** Runs onAssigned and opens the partition at the worker's first offset. Rejects with what onAssigned threw. */
  async assign(topicId: string, onAssigned: (partition: AssignedPartition) => Promise<PartitionWorker>): Promise<void> {
    if (this.ended) return
    this.#topicId = topicId
    const assigning = onAssigned(this)
    this.#assigning = assigning.catch(() => {})
    const worker = await assigning
    this.#worker = worker
    if (this.ended) return
    this.#seek(worker.startOffset)
    this.release('assigning')
  }

  /** Takes a batch from kafkajs's fetch loop. False: not taken, its offset must not be resolved. */
  accept(batch: Batch): boolean {
    if (this.ended || this.#expected === null || !this.#worker) return false
    const verdict = judge(this.#expected, batch)
    const refused = verdict === 'stale' ? null : tooLarge(batch)
    if (refused) {
      this.#owner.onWorkerError(this, refused)
      return false
    }
    if (verdict === 'gap') {
      this.#owner.onGap(this, `Offset ${this.#expected} was asked for and ${batch.firstOffset()} came`)
      return false
    }
    if (verdict === 'stale') {
      this.#seek(this.#expected)
      return false
    }
    const fetched = toFetchedBatch(batch)
    this.#expected = fetched.lastOffset + 1
    this.#queue.push(fetched)
    this.#handedOver += fetched.bytes
    if (this.#handedOver >= this.#owner.handOverBytes) this.hold('queue')
    this.#owner.budget.take(fetched.bytes)
    this.#run()
    return true
  }

  position(): Promise<Position> {
    return this.#owner.position(this.topic, this.#topicId, this.partition)
  }

  async commit(offset: number, metadata = ''): Promise<void> {
    const { topic, partition } = this
    if (this.ended) throw this.#lost()
    const partitions = [{ partition, offset: String(offset), metadata }]
    try {
      await this.membership.offsets.commitOffsets({ topics: [{ topic, partitions }] })
    } catch (error) {
      if (isMembershipLost(error)) {
        this.#owner.onMembershipLost(this.membership)
        throw this.#lost(error)
      }
      const message = `Offset ${offset} of ${topic}-${partition} was not committed, or its answer was lost: ${messageOf(error)}`
      throw new TrailhouseError('COMMIT_FAILED', message, { cause: error })
    }
  }

  pause(): void {
    this.hold('worker')
  }

  resume(): void {
    this.release('worker')
    this.#run()
  }

  restart(): void {
    if (!this.ended) this.#owner.onRestart(this)
  }

  hold(reason: PauseReason): void {
    if (this.ended || this.#pausedBy.has(reason)) return
    this.#pausedBy.add(reason)
    if (this.#pausedBy.size === 1) this.membership.group.pause([{ topic: this.topic, partitions: [this.partition] }])
    this.#owner.onPaused(this, reason)
  }

  release(reason: PauseReason): void {
    if (this.ended || !this.#pausedBy.delete(reason) || this.#pausedBy.size > 0) return
    this.membership.group.resume([{ topic: this.topic, partitions: [this.partition] }])
    this.#owner.onResumed(this)
  }

  /**
   * Ends this ownership: the signal at once, then the worker, of whatever state. Leaves the partition paused. Resolves
   * when nothing of this ownership runs any more.
   */
  end(): Promise<void> {
    if (this.#ended) return this.#ended
    this.membership.group.pause([{ topic: this.topic, partitions: [this.partition] }])
    this.#ended = this.#end()
    return this.#ended
  }

  async #end(): Promise<void> {
    this.#abort.abort()
    for (const batch of this.#queue.splice(0)) this.#owner.budget.give(batch.bytes)
    if (!this.#worker) await this.#assigning
    // The worker's stop() can be what lets a batch under way end.
    await Promise.allSettled([this.#worker?.stop(), this.#running])
  }

  /** One loop at a time hands the batches over, in order. */
  #run(): void {
    this.#running ??= this.#handleQueue().finally(() => {
      this.#running = null
      if (this.#canHandle() && this.#queue.length > 0) this.#run()
    })
  }

  #canHandle(): boolean {
    return !this.ended && !this.#pausedBy.has('worker')
  }

  async #handleQueue(): Promise<void> {
    while (this.#worker && this.#canHandle()) {
      const batch = this.#queue.shift()
      if (!batch) return
      try {
        await this.#worker.handle(batch)
        this.#owner.onHandled(this)
      } catch (error) {
        if (!this.ended) this.#owner.onWorkerError(this, error)
      } finally {
        this.#handedOver -= batch.bytes
        this.#owner.budget.give(batch.bytes)
      }
      if (this.#handedOver < this.#owner.handOverBytes) this.release('queue')
    }
  }

  #seek(offset: number): void {
    this.#expected = offset
    const { topic, partition } = this
    this.membership.group.seek({ topic, partition, offset: String(offset) })
    // kafkajs applies a seek at the start of a fetch, and looks later which partitions are active: one resumed in between
    // was asked for at the committed offset, which Kafka may no longer hold.
    this.membership.group.resolveOffset({ topic, partition, offset: String(offset - 1) })
  }

  #stateName(): PartitionState['state'] {
    if (this.ended) return 'stopping'
    if (!this.#worker) return 'assigning'
    return this.#pausedBy.size > 0 ? 'paused' : 'running'
  }

  #lost(cause?: unknown): TrailhouseError {
    const message = `${this.topic}-${this.partition} is not owned any more; its new owner goes on from the last commit`
    return new TrailhouseError('OWNERSHIP_LOST', message, { cause })
  }
}
