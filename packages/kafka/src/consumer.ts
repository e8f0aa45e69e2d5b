import { TrailhouseError } from '@trailhouse/errors'
import { type ConnectedAdmin, connectAdmin } from './admin.ts'
import type { KafkaClient } from './client.ts'
import { causeOf, isMembershipLost, messageOf } from './kafka-errors.ts'
import {
  defaultMaxBytesPerPartition,
  describeCrash,
  makeKafkajsConsumer,
  type RunningKafkajs,
} from './kafkajs-consumer.ts'
import type { FetchById } from './kafkajs-modules/fetch-by-id.ts'
import type { Batch, ConsumerGroup } from './kafkajs-modules/internals.ts'
import { KnownTopics } from './known-topics.ts'
import { type Membership, OwnedPartition, type Owner, type PauseReason } from './owned-partition.ts'
import { readLag, readPosition } from './position.ts'
import { stopCode } from './stop-code.ts'
import { backoffMs, pause, settledWithin } from './timing.ts'
import type { ConsumerOptions, PartitionState, Position, RunningConsumer, TopicPartition } from './types.ts'

/** Other partitions' fetch may wait for maxWaitMs while this one is worked on: it must not run dry meanwhile. */
const handedOverFetches = 4
const workersStopMs = 5_000
/** A worker that is lost and does not end holds its partition; the process must end before two can work on it. */
const workerEndMs = 60_000
const kafkajsStopMs = 2_000
const topicIdCheckMs = 5_000
/** Longer than any retry loop of kafkajs takes to say something. */
const stalledMs = 180_000

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`

/** One member of a consumer group: read committed, never resets an offset, gives each partition to one worker at a time. */
export async function startConsumer(client: KafkaClient, options: ConsumerOptions): Promise<RunningConsumer> {
  const consumer = new GroupConsumer(client, options)
  consumer.begin()
  return consumer
}

class GroupConsumer implements RunningConsumer, Owner {
  readonly budget
  readonly handOverBytes
  readonly failed: Promise<never>
  readonly #client: KafkaClient
  readonly #options: ConsumerOptions
  readonly #admin: ConnectedAdmin
  readonly #kafkajs: RunningKafkajs
  readonly #stopping = new AbortController()
  readonly #owned = new Map<string, OwnedPartition>()
  readonly #stopped = new Map<string, PartitionState>()
  /** Ends of former ownerships: the next one of the partition waits for it. */
  readonly #ending = new Map<string, Promise<void>>()
  readonly #attempts = new Map<string, number>()
  readonly #topics: KnownTopics
  readonly #unsubscribe: () => void
  #fail: (error: Error) => void = () => {}
  #lastSign = Date.now()
  #watch: NodeJS.Timeout | undefined
  #stopDone: Promise<void> | null = null

  constructor(client: KafkaClient, options: ConsumerOptions) {
    this.#client = client
    this.#options = options
    this.budget = options.budget
    this.handOverBytes = handedOverFetches * (options.maxBytesPerPartition ?? defaultMaxBytesPerPartition)
    this.#admin = connectAdmin(client)
    const { topicIds } = client.internal('protocol/requests/fetch/index.js') as FetchById
    this.#topics = new KnownTopics(this.#admin, topicIds)
    this.failed = new Promise((_, reject) => {
      this.#fail = reject
    })
    // Whoever awaits `failed` gets the error; nobody doing so must not end the process by itself.
    this.failed.catch(() => {})
    this.#unsubscribe = this.budget.onChange(() => this.#holdByBudget())
    this.#kafkajs = makeKafkajsConsumer(client, options, {
      onJoined: (group, assigned, durationMs) => this.#onJoined(group, assigned, durationMs),
      onBatch: (batch) => this.#onBatch(batch),
      onOutOfRange: (topic, partition) => this.#onOutOfRange(topic, partition),
      onCrash: (error, restarting) => this.#onCrash(error, restarting),
      onSign: () => {
        this.#lastSign = Date.now()
      },
    })
  }

  /** Connecting is tried without end, so that a service can start before its broker. */
  begin(): void {
    this.#watch = setInterval(() => this.#check(), topicIdCheckMs)
    void this.#kafkajs.startUntil(this.#stopping.signal, (error) => {
      this.#lastSign = Date.now()
      this.#client.onEvent({ type: 'retry', client: 'consumer', cause: causeOf(error), message: messageOf(error) })
    })
  }

  assignments(): readonly PartitionState[] {
    return [...[...this.#owned.values()].map((owned) => owned.state), ...this.#stopped.values()]
  }

  lag() {
    return readLag(this.#admin, this.#options.groupId, this.assignments())
  }

  resumeStopped(topic: string, partition: number): void {
    const key = keyOf({ topic, partition })
    const membership = this.#membership
    if (!this.#stopped.delete(key) || !membership) return
    this.#topics.forget(topic)
    this.#own(membership, { topic, partition })
  }

  stop(): Promise<void> {
    this.#stopDone ??= this.#stop()
    return this.#stopDone
  }

  position(topic: string, topicId: string, partition: number): Promise<Position> {
    return readPosition(this.#admin, this.#options.groupId, { topic, partition, topicId })
  }

  onPaused({ topic, partition }: OwnedPartition, reason: PauseReason): void {
    if (reason !== 'queue') this.#client.onEvent({ type: 'paused', topic, partition, reason })
  }

  onResumed({ topic, partition }: OwnedPartition): void {
    this.#client.onEvent({ type: 'resumed', topic, partition })
  }

  onHandled(owned: OwnedPartition): void {
    this.#attempts.delete(keyOf(owned))
  }

  onGap(owned: OwnedPartition, message: string): void {
    this.#stopPartition(owned, 'OFFSET_GAP', message)
  }

  onWorkerError(owned: OwnedPartition, error: unknown): void {
    const code = stopCode(error)
    if (code) this.#stopPartition(owned, code, messageOf(error))
    else this.#replace(owned, error)
  }

  onRestart(owned: OwnedPartition): void {
    this.#replace(owned, null)
  }

  onMembershipLost(membership: Membership): void {
    for (const owned of [...this.#owned.values()]) if (owned.membership === membership) this.#lose(owned)
  }

  #membership: Membership | null = null

  #onJoined(group: ConsumerGroup, assigned: readonly TopicPartition[], durationMs: number): void {
    for (const owned of [...this.#owned.values()]) this.#lose(owned)
    this.#stopped.clear()
    if (this.#stopping.signal.aborted) return
    const membership = { group, offsets: group.offsetManager, generation: group.generationId }
    this.#membership = membership
    for (const partition of assigned) this.#own(membership, partition)
    const { groupId, onRebalance } = this.#options
    this.#client.onEvent({ type: 'rebalance', groupId, partitions: assigned.length, durationMs })
    onRebalance?.(assigned)
  }

  #onBatch(batch: Batch): boolean {
    return this.#owned.get(keyOf(batch))?.accept(batch) ?? false
  }

  #onOutOfRange(topic: string, partition: number): void {
    const owned = this.#owned.get(keyOf({ topic, partition }))
    if (owned) void this.#stopOutOfRange(owned)
  }

  /** The partition is paused by now. A topic made again is the more exact reason, where it is the one. */
  async #stopOutOfRange(owned: OwnedPartition): Promise<void> {
    await this.#checkTopicIds().catch(() => {})
    if (owned.ended) return
    const { topic, partition, state } = owned
    const message = `The broker does not hold offset ${state.position} of ${topic}-${partition} any more`
    this.#stopPartition(owned, 'OFFSET_OUT_OF_RANGE', message)
  }

  #onCrash(error: Error, restarting: boolean): void {
    this.#membership = null
    for (const owned of [...this.#owned.values()]) this.#lose(owned)
    if (this.#stopping.signal.aborted) return
    const { cause, message } = describeCrash(error)
    if (restarting) this.#client.onEvent({ type: 'restart', groupId: this.#options.groupId, cause, message })
    else
      this.#fail(new TrailhouseError('CONSUMER_FAILED', `The consumer ended: ${cause}: ${message}`, { cause: error }))
  }

  #own(membership: Membership, { topic, partition }: TopicPartition, delayMs = 0): void {
    const owned = new OwnedPartition(this, membership, topic, partition)
    this.#owned.set(keyOf(owned), owned)
    if (this.budget.exceeded) owned.hold('budget')
    void this.#assign(owned, delayMs)
  }

  async #assign(owned: OwnedPartition, delayMs: number): Promise<void> {
    const ending = this.#ending.get(keyOf(owned))
    if (ending && !(await settledWithin(workerEndMs, ending))) {
      this.#failed(`A worker of ${keyOf(owned)} has not stopped within ${workerEndMs / 1000} s`)
      return
    }
    await pause(delayMs, owned.signal)
    if (owned.ended) return
    try {
      // After a wait the group may have gone on without this member: the broker says whether it still counts.
      if (delayMs > 0) await this.#proveMembership(owned)
      await owned.assign(await this.#topics.idOf(owned.topic), this.#options.onAssigned)
      if (!owned.ended) this.#client.onEvent({ type: 'assigned', topic: owned.topic, partition: owned.partition })
    } catch (error) {
      if (isMembershipLost(error)) this.onMembershipLost(owned.membership)
      else if (!owned.ended) this.onWorkerError(owned, error)
    }
  }

  async #proveMembership({ membership }: OwnedPartition): Promise<void> {
    const { groupId, memberId } = membership.group
    if (memberId === null) throw new Error('Between two memberships of the group')
    const coordinator = await membership.offsets.getCoordinator()
    await coordinator.heartbeat({ groupId, memberId, groupGenerationId: membership.generation })
  }

  /** Ends an ownership and makes the next under the same membership. `cause` null: the worker wished it. */
  #replace(owned: OwnedPartition, cause: unknown): void {
    const key = keyOf(owned)
    const attempt = this.#attempts.get(key) ?? 0
    this.#attempts.set(key, attempt + 1)
    if (cause !== null) {
      this.#client.onEvent({ type: 'retry', client: 'consumer', cause: causeOf(cause), message: messageOf(cause) })
    }
    this.#end(owned)
    this.#own(owned.membership, owned, backoffMs(attempt))
  }

  #lose(owned: OwnedPartition): void {
    this.#end(owned)
    this.#client.onEvent({ type: 'lost', topic: owned.topic, partition: owned.partition })
  }

  #end(owned: OwnedPartition): void {
    const key = keyOf(owned)
    if (this.#owned.get(key) === owned) this.#owned.delete(key)
    const before = this.#ending.get(key)
    const ending = Promise.all([before, owned.end()]).then(() => {
      if (this.#ending.get(key) === ending) this.#ending.delete(key)
    })
    this.#ending.set(key, ending)
  }

  #stopPartition(owned: OwnedPartition, code: string, message: string): void {
    const { topic, partition } = owned
    const stopped = { topic, partition, code, message }
    this.#end(owned)
    this.#stopped.set(keyOf(owned), { topic, partition, state: 'stopped', position: null, stopped })
    this.#client.onEvent({ type: 'partition-stopped', stopped })
    this.#options.onStopped?.(stopped)
  }

  #holdByBudget(): void {
    for (const owned of this.#owned.values()) {
      if (this.budget.exceeded) owned.hold('budget')
      else owned.release('budget')
    }
  }

  #check(): void {
    if (Date.now() - this.#lastSign > stalledMs) {
      this.#failed(`The consumer has shown no sign of life for ${stalledMs / 1000} s`)
    }
    this.#checkTopicIds().catch(() => {})
  }

  async #checkTopicIds(): Promise<void> {
    for (const { topic, message } of await this.#topics.remade()) {
      for (const owned of [...this.#owned.values()]) {
        if (owned.topic === topic) this.#stopPartition(owned, 'TOPIC_REMADE', message)
      }
    }
  }

  #failed(message: string, cause?: unknown): void {
    this.#fail(new TrailhouseError('CONSUMER_FAILED', message, { cause }))
  }

  async #stop(): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#watch)
    this.#unsubscribe()
    // Still a member: workers can commit what they have finished.
    for (const owned of [...this.#owned.values()]) this.#end(owned)
    await settledWithin(workersStopMs, Promise.all(this.#ending.values()))
    await Promise.all([this.#kafkajs.stop(kafkajsStopMs), this.#admin.close()])
  }
}
