import { setTimeout as sleep } from 'node:timers/promises'
import { type DeliveryCode, DeliveryError, type EventReference } from './errors.ts'
import { Fifo } from './fifo.ts'
import {
  type Counts,
  countOf,
  type Delivery,
  type EventOutbox,
  noCounts,
  type OutboxLimits,
  type Pending,
  type Receipt,
  sizeOf,
  type Verdict,
  type WhenFull,
  wireSizeOf,
} from './pending.ts'

const MAX_BACKOFF_MS = 2_000

/**
 * Holds events between the call and Kafka's answer. One batch is under way at a time, so that no event can pass an earlier
 * one. Numbers are given when a batch leaves, and taken back when all of it is known not to be stored: an event that
 * reached no topic leaves no gap, unless others of its batch were stored.
 */
export class Outbox implements EventOutbox {
  readonly counts: Counts = noCounts()
  lastAssignedSeq = 0
  lastAcknowledgedSeq = 0
  readonly #limits: OutboxLimits
  readonly #delivery: Delivery
  readonly #producerId: string
  readonly #queue = new Fifo<Pending>()
  readonly #waiting = new Fifo<Pending>()
  readonly #stopped = new AbortController()
  #events = 0
  #bytes = 0
  #queuedBytes = 0
  #waitingBytes = 0
  #underWay: readonly Pending[] = []
  #running: Promise<void> | undefined
  #sending: Promise<void> = Promise.resolve()
  #flushes = 0
  #wake: () => void = () => {}
  #expiry: NodeJS.Timeout | undefined
  #trouble: unknown

  constructor(producerId: string, limits: OutboxLimits, delivery: Delivery) {
    this.#producerId = producerId
    this.#limits = limits
    this.#delivery = delivery
  }

  get size() {
    const waiting = { events: this.#waiting.length, bytes: this.#waitingBytes }
    return { buffered: { events: this.#events, bytes: this.#bytes }, waiting }
  }

  add(event: EventReference, key: string, value: Buffer, whenFull: WhenFull): Promise<Receipt> {
    const { promise, resolve, reject } = Promise.withResolvers<Receipt>()
    const { event_id, event_time } = event
    const addedAt = performance.now()
    const pending: Pending = { event_id, event_time, key, value, promise, resolve, reject, addedAt, settled: false }
    const size = sizeOf(pending)
    if (this.#waiting.length === 0 && this.#hasRoom(size)) this.#enqueue(pending, size)
    else if (whenFull === 'wait' && this.#hasWaitingRoom(size)) this.#wait(pending, size)
    else this.#reject(pending, 'BUFFER_FULL', 'the buffer is full; the event was not sent', undefined)
    return promise
  }

  async flush(): Promise<void> {
    this.#flushes += 1
    this.#wake()
    await Promise.allSettled([(this.#waiting.last() ?? this.#queue.last())?.promise, this.#sending])
    this.#flushes -= 1
  }

  drain(): Promise<void> {
    return this.flush()
  }

  unsettled(): Promise<Receipt>[] {
    return this.#all().map(({ promise }) => promise)
  }

  async end(): Promise<number> {
    return 0
  }

  exit(): readonly EventReference[] {
    return this.#all()
  }

  #all(): Pending[] {
    return [...this.#underWay, ...this.#queue, ...this.#waiting].filter(({ settled }) => !settled)
  }

  stop(): void {
    this.#stopped.abort()
    this.#wake()
    clearTimeout(this.#expiry)
    const why = 'the audit was closed before the event was sent'
    for (let next = this.#next(); next; next = this.#next()) this.#reject(next, 'DELIVERY_FAILED', why, this.#trouble)
  }

  abandon(): void {
    for (const pending of this.#underWay)
      this.#reject(pending, 'DELIVERY_UNKNOWN', 'the audit was closed before Kafka answered', undefined)
  }

  #hasRoom(size: number): boolean {
    return this.#events < this.#limits.maxEvents && this.#bytes + size <= this.#limits.maxBytes
  }

  #hasWaitingRoom(size: number): boolean {
    const { maxWaitingEvents, maxWaitingBytes } = this.#limits
    return this.#waiting.length < maxWaitingEvents && this.#waitingBytes + size <= maxWaitingBytes
  }

  #enqueue(pending: Pending, size: number): void {
    this.#queue.push(pending)
    this.#events += 1
    this.#bytes += size
    this.#queuedBytes += wireSizeOf(pending)
    this.#armExpiry()
    if (this.#running === undefined) this.#start()
    else if (this.#batchIsFull()) this.#wake()
  }

  #wait(pending: Pending, size: number): void {
    this.#waiting.push(pending)
    this.#waitingBytes += size
    this.#armExpiry()
  }

  /** Takes the oldest event that is not under way. */
  #next(): Pending | undefined {
    const queued = this.#queue.shift()
    if (queued) {
      this.#queuedBytes -= wireSizeOf(queued)
      this.#release(sizeOf(queued))
      return queued
    }
    const waiting = this.#waiting.shift()
    if (waiting) this.#waitingBytes -= sizeOf(waiting)
    return waiting
  }

  #release(size: number): void {
    this.#events -= 1
    this.#bytes -= size
  }

  #admitWaiting(): void {
    for (let next = this.#waiting.peek(); next && this.#hasRoom(sizeOf(next)); next = this.#waiting.peek()) {
      this.#waiting.shift()
      const size = sizeOf(next)
      this.#waitingBytes -= size
      this.#enqueue(next, size)
    }
  }

  #start(): void {
    this.#running = this.#run().finally(() => {
      this.#running = undefined
      if (this.#queue.length > 0) this.#start()
    })
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      if (!(await this.#prepare())) continue
      await this.#linger()
      const batch = this.#cut()
      if (batch.length === 0) continue
      this.#sending = this.#send(batch)
      await this.#sending
    }
  }

  /** False when nothing is left to send: events expire meanwhile. */
  async #prepare(): Promise<boolean> {
    // At most a quarter of the time an event has: each is tried for more than once.
    const longestMs = Math.min(MAX_BACKOFF_MS, this.#limits.queueMs / 4)
    for (let backoffMs = 50; this.#queue.length > 0; backoffMs *= 2) {
      try {
        await this.#delivery.prepare()
        return this.#queue.length > 0
      } catch (error) {
        this.#trouble = error
        await sleep(Math.min(backoffMs, longestMs), undefined, { signal: this.#stopped.signal }).catch(() => {})
      }
    }
    return false
  }

  /** Waits until the batch is full, its oldest event is lingerMs old, or someone flushes. */
  async #linger(): Promise<void> {
    const oldest = this.#queue.peek()
    if (oldest === undefined || this.#flushes > 0 || this.#batchIsFull()) return
    const waitMs = oldest.addedAt + this.#limits.lingerMs - performance.now()
    if (waitMs <= 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = () => {}
  }

  #batchIsFull(): boolean {
    return this.#queue.length >= this.#limits.batchEvents || this.#queuedBytes >= this.#limits.batchBytes
  }

  #cut(): Pending[] {
    const { batchEvents, batchBytes } = this.#limits
    const batch: Pending[] = []
    let bytes = 0
    for (let next = this.#queue.peek(); next && batch.length < batchEvents; next = this.#queue.peek()) {
      const size = wireSizeOf(next)
      if (batch.length > 0 && bytes + size > batchBytes) break
      bytes += size
      this.#queue.shift()
      batch.push(next)
    }
    this.#queuedBytes -= bytes
    return batch
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    const firstSeq = this.lastAssignedSeq + 1
    this.lastAssignedSeq += batch.length
    this.#underWay = batch
    const verdicts = await this.#delivery
      .send(batch, firstSeq)
      .catch((cause: unknown) => batch.map((): Verdict => ({ status: 'unknown', cause })))
    if (verdicts.every(({ status }) => status === 'failed')) this.lastAssignedSeq = firstSeq - 1
    for (let i = 0; i < batch.length; i++) this.#settle(batch[i] as Pending, verdicts[i] as Verdict, firstSeq + i)
    this.#underWay = []
    this.#admitWaiting()
  }

  #settle(pending: Pending, verdict: Verdict, seq: number): void {
    this.#release(sizeOf(pending))
    if (verdict.status === 'acknowledged') this.#acknowledge(pending, seq)
    else if (verdict.status === 'failed')
      this.#reject(pending, 'DELIVERY_FAILED', 'the event reached no topic', verdict.cause)
    else this.#reject(pending, 'DELIVERY_UNKNOWN', 'no answer came in time; the event may be stored', verdict.cause)
  }

  #acknowledge(pending: Pending, seq: number): void {
    this.lastAcknowledgedSeq = seq
    if (pending.settled) return
    pending.settled = true
    this.counts.acknowledged += 1
    pending.resolve({ event_id: pending.event_id, producer_id: this.#producerId, producer_seq: seq })
  }

  #reject(pending: Pending, code: DeliveryCode, what: string, cause: unknown): void {
    if (pending.settled) return
    pending.settled = true
    this.counts[countOf[code]] += 1
    const because = cause instanceof Error ? ` (${cause.message})` : ''
    pending.reject(new DeliveryError(code, `Event ${pending.event_id}: ${what}${because}`, pending, { cause }))
  }

  /** One timer for the oldest event, not one an event. It does not keep the process alive: what sends does. */
  #armExpiry(): void {
    if (this.#expiry !== undefined) return
    const oldest = this.#queue.peek() ?? this.#waiting.peek()
    if (oldest === undefined) return
    const waitMs = oldest.addedAt + this.#limits.queueMs - performance.now()
    this.#expiry = setTimeout(() => this.#expire(), Math.max(waitMs, 1))
    this.#expiry.unref()
  }

  #expire(): void {
    this.#expiry = undefined
    const before = performance.now() - this.#limits.queueMs
    for (let oldest = this.#queue.peek(); oldest && oldest.addedAt <= before; oldest = this.#queue.peek())
      this.#rejectNext('DELIVERY_FAILED', 'Kafka could not be reached in time; the event was not sent')
    this.#admitWaiting()
    this.#expireWaiting(before)
    this.#wake()
    this.#armExpiry()
  }

  #expireWaiting(before: number): void {
    if (this.#queue.length > 0) return
    for (let oldest = this.#waiting.peek(); oldest && oldest.addedAt <= before; oldest = this.#waiting.peek())
      this.#rejectNext('BUFFER_FULL', 'the buffer stayed full; the event was not sent')
  }

  #rejectNext(code: DeliveryCode, what: string): void {
    const next = this.#next()
    if (next) this.#reject(next, code, what, this.#trouble)
  }
}
