import type { TrailhouseError } from '@trailhouse/errors'
import { decodeEvent, unframe } from '@trailhouse/event'
import { type DeliveryCode, DeliveryError, type EventReference } from './errors.ts'
import { Fifo } from './fifo.ts'
import { type Counts, countOf, type EventOutbox, noCounts, type Receipt, type WhenFull } from './pending.ts'
import { sealValue } from './sealed-event.ts'
import { settledWithin } from './settled-within.ts'
import type { SegmentHeader } from './spool/frame.ts'
import type { SpooledEvent } from './spool/reader.ts'
import { type SpoolDelivery, SpoolSender } from './spool/sender.ts'
import type { Spool } from './spool/spool.ts'

/** For the answer to what was under way when the delivery ended. */
const STOP_MS = 5_000
/** Heap of a call whose promise is open. */
const OVERHEAD = 700

export type SpoolLimits = {
  /** Promises that are open, and bytes that wait for the disk. */
  readonly maxEvents: number
  readonly maxBytes: number
  readonly maxWaitingEvents: number
  readonly maxWaitingBytes: number
  /** Longest time from the call until its promise settles. Half of it may pass before there is room. */
  readonly settleMs: number
  readonly batchEvents: number
  readonly batchBytes: number
  /** What resolves a call. */
  readonly acknowledge: 'kafka' | 'spool'
}

type Call = EventReference & {
  readonly promise: Promise<Receipt>
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: DeliveryError) => void
  /** Milliseconds of performance.now(). */
  readonly addedAt: number
  spooled: boolean
}

type Waiting = { readonly call: Call; readonly key: string; readonly value: Buffer }

const sizeOfWaiting = ({ key, value }: Waiting) => key.length + value.length + OVERHEAD

/**
 * An outbox whose events go through a spool: an event gets its number when it is appended, is sent only once it is written,
 * and stays until Kafka has acknowledged it, in this process or the next that opens the spool. Events are sent in the
 * order of the spool, one batch at a time; what was not acknowledged of a batch is sent again before anything else.
 */
export class SpooledOutbox implements EventOutbox {
  readonly counts: Counts = noCounts()
  lastAssignedSeq = 0
  lastAcknowledgedSeq = 0
  readonly #producerId: string
  readonly #limits: SpoolLimits
  readonly #spool: Spool
  readonly #sender: SpoolSender
  readonly #onLost: (error: DeliveryError) => void
  readonly #open = new Map<number, Call>()
  readonly #waiting = new Fifo<Waiting>()
  #waitingBytes = 0
  #expiry: NodeJS.Timeout | undefined

  /** `onLost` is told of an event that nobody awaits any more and that Kafka will never take. */
  constructor(
    producerId: string,
    limits: SpoolLimits,
    spool: Spool,
    delivery: SpoolDelivery,
    onLost: (error: DeliveryError) => void,
  ) {
    this.#producerId = producerId
    this.#limits = limits
    this.#spool = spool
    this.#onLost = onLost
    this.#sender = new SpoolSender(spool, delivery, limits, {
      acknowledged: (event, own) => this.#acknowledge(event, own),
      refused: (event, own, header, cause) => this.#refuse(event, own, header, cause),
      trimmed: () => this.#admitWaiting(),
    })
  }

  get size() {
    const buffered = { events: this.#open.size, bytes: this.#spool.unwrittenBytes + this.#open.size * OVERHEAD }
    return { buffered, waiting: { events: this.#waiting.length, bytes: this.#waitingBytes } }
  }

  /** What only an outbox with a spool has to tell. */
  get spooled() {
    const { recovered, resent, trouble } = this.#sender
    const { bytes, tornBytes: torn_bytes } = this.#spool
    return { bytes, recovered, resent, torn_bytes, trouble: trouble instanceof Error ? trouble.message : '' }
  }

  add({ event_id, event_time }: EventReference, key: string, value: Buffer, whenFull: WhenFull): Promise<Receipt> {
    const { promise, resolve, reject } = Promise.withResolvers<Receipt>()
    const call: Call = { event_id, event_time, promise, resolve, reject, addedAt: performance.now(), spooled: false }
    const waiting = { call, key, value }
    if (this.#waiting.length === 0 && this.#hasRoom(waiting)) this.#append(waiting)
    else if (whenFull === 'shed') this.#shed(call)
    else if (whenFull === 'wait' && this.#hasWaitingRoom(waiting)) this.#wait(waiting)
    else this.#reject(call, 'BUFFER_FULL', 'the spool is full; the event was not sent')
    return promise
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.unsettled())
  }

  async drain(): Promise<void> {
    await this.flush()
    await this.#sender.drain()
  }

  unsettled(): Promise<Receipt>[] {
    return [...this.#open.values(), ...[...this.#waiting].map(({ call }) => call)].map(({ promise }) => promise)
  }

  stop(): void {
    this.#sender.stop()
    clearTimeout(this.#expiry)
    for (let next = this.#nextWaiting(); next; next = this.#nextWaiting())
      this.#reject(next.call, 'DELIVERY_FAILED', 'the audit was closed before the event was spooled')
  }

  async end(): Promise<number> {
    await settledWithin(STOP_MS, this.#sender.stopped)
    return this.#spool.close().catch(() => -1)
  }

  abandon(): void {
    for (const seq of this.#open.keys()) this.#giveUp(seq, 'the audit was closed before Kafka answered')
  }

  exit(): readonly EventReference[] {
    try {
      this.#spool.flushSync()
    } catch {
      // What could not be written is told as lost.
    }
    return [
      ...[...this.#open.values()].filter(({ spooled }) => !spooled),
      ...[...this.#waiting].map(({ call }) => call),
    ]
  }

  #hasRoom({ key, value }: Waiting): boolean {
    const { maxEvents, maxBytes } = this.#limits
    if (this.#open.size >= maxEvents || this.#spool.unwrittenBytes + value.length > maxBytes) return false
    return this.#spool.hasRoom(Buffer.byteLength(key), value.length)
  }

  #append({ call, key, value }: Waiting): void {
    const seq = ++this.lastAssignedSeq
    this.#open.set(seq, call)
    this.#spool.append(seq, key, sealValue(value, 0, seq), (error) => this.#written(seq, call, error))
    this.#armExpiry()
  }

  #written(seq: number, call: Call, error: TrailhouseError | undefined): void {
    if (error) {
      if (this.#open.delete(seq)) this.#reject(call, 'SPOOL_FAILED', 'the event was not sent', error)
    } else {
      call.spooled = true
      if (this.#limits.acknowledge === 'spool') this.#resolve(seq)
      this.#sender.wake()
    }
    this.#admitWaiting()
  }

  #resolve(seq: number): void {
    const call = this.#open.get(seq)
    this.#open.delete(seq)
    call?.resolve({ event_id: call.event_id, producer_id: this.#producerId, producer_seq: seq })
  }

  /** The number is spent, so that whoever compares numbers sees the loss. */
  #shed({ event_id, resolve }: Call): void {
    const seq = ++this.lastAssignedSeq
    this.counts.shed += 1
    resolve({ event_id, producer_id: this.#producerId, producer_seq: seq, shed: true })
  }

  #hasWaitingRoom(waiting: Waiting): boolean {
    const { maxWaitingEvents, maxWaitingBytes } = this.#limits
    return this.#waiting.length < maxWaitingEvents && this.#waitingBytes + sizeOfWaiting(waiting) <= maxWaitingBytes
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting)
    this.#waitingBytes += sizeOfWaiting(waiting)
    this.#armExpiry()
  }

  #nextWaiting(): Waiting | undefined {
    const next = this.#waiting.shift()
    if (next) this.#waitingBytes -= sizeOfWaiting(next)
    return next
  }

  #admitWaiting(): void {
    for (let next = this.#waiting.peek(); next && this.#hasRoom(next); next = this.#waiting.peek()) {
      this.#nextWaiting()
      this.#append(next)
    }
  }

  #acknowledge({ seq }: SpooledEvent, own: boolean): void {
    this.counts.acknowledged += 1
    if (!own) return
    this.lastAcknowledgedSeq = seq
    this.#resolve(seq)
  }

  #refuse(event: SpooledEvent, own: boolean, { schema }: SegmentHeader, cause: Error): void {
    const call = own && this.#open.get(event.seq)
    if (call) {
      this.#open.delete(event.seq)
      this.#reject(call, 'DELIVERY_FAILED', 'the event reached no topic', cause)
      return
    }
    this.counts.failed += 1
    const reference = decodeEvent(unframe(event.value).body, JSON.parse(schema))
    const what = `Event ${reference.event_id} of the spool reached no topic (${cause.message})`
    this.#onLost(new DeliveryError('DELIVERY_FAILED', what, reference, { cause }))
  }

  #giveUp(seq: number, why: string): void {
    const call = this.#open.get(seq)
    this.#open.delete(seq)
    if (call?.spooled) this.#reject(call, 'DELIVERY_DELAYED', `${why}; the spool keeps it, and it will be sent`)
    else if (call) this.#reject(call, 'DELIVERY_UNKNOWN', `${why}, and the disk has not either`)
  }

  #reject(call: Call, code: DeliveryCode, what: string, cause: unknown = this.#sender.trouble): void {
    this.counts[countOf[code]] += 1
    const because = cause instanceof Error ? ` (${cause.message})` : ''
    call.reject(new DeliveryError(code, `Event ${call.event_id}: ${what}${because}`, call, { cause }))
  }

  /** One timer for the oldest call, not one a call. It does not keep the process alive: what sends does. */
  #armExpiry(): void {
    if (this.#expiry !== undefined) return
    const [oldest] = this.#open.values()
    const waiting = this.#waiting.peek()?.call
    const { settleMs } = this.#limits
    const at = Math.min(
      oldest ? oldest.addedAt + settleMs : Number.POSITIVE_INFINITY,
      waiting ? waiting.addedAt + settleMs / 2 : Number.POSITIVE_INFINITY,
    )
    if (at === Number.POSITIVE_INFINITY) return
    this.#expiry = setTimeout(() => this.#expire(), Math.max(at - performance.now(), 1))
    this.#expiry.unref()
  }

  #expire(): void {
    this.#expiry = undefined
    const now = performance.now()
    const { settleMs } = this.#limits
    for (const [seq, { addedAt }] of this.#open) {
      if (addedAt > now - settleMs) break
      this.#giveUp(seq, 'Kafka has not acknowledged it in time')
    }
    for (
      let next = this.#waiting.peek();
      next && next.call.addedAt <= now - settleMs / 2;
      next = this.#waiting.peek()
    ) {
      this.#nextWaiting()
      this.#reject(next.call, 'BUFFER_FULL', 'the spool stayed full; the event was not sent')
    }
    this.#admitWaiting()
    this.#armExpiry()
  }
}
