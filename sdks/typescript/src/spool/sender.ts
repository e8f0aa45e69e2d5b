import { setTimeout as sleep } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import type { Verdict } from '../pending.ts'
import type { SegmentHeader } from './frame.ts'
import type { SpooledBatch, SpooledEvent } from './reader.ts'
import type { Spool } from './spool.ts'

const MAX_BACKOFF_MS = 2_000

export interface SpoolDelivery {
  /** Makes sending events of this schema possible. Rejects when it is not for now. */
  prepareFor(schema: string): Promise<void>
  /** Sends values that have their numbers. One verdict an event; a rejection leaves all of them in doubt. */
  sendNumbered(events: readonly SpooledEvent[], schema: string): Promise<readonly Verdict[]>
  /** Why a send that is under way has not come through yet. */
  readonly trouble: unknown
}

type Listener = {
  /** `own`: it was appended by this process. */
  acknowledged(event: SpooledEvent, own: boolean): void
  /** The broker will never take it; it does not hold up those behind it. */
  refused(event: SpooledEvent, own: boolean, header: SegmentHeader, cause: Error): void
  trimmed(): void
}

/** Sends a spool's events in their order, one batch at a time, each until it is acknowledged, and takes them off. */
export class SpoolSender {
  /** Events that were found in the spool, and those that were sent again for want of an answer: both may be repeats. */
  recovered = 0
  resent = 0
  readonly stopped: Promise<void>
  readonly #spool: Spool
  readonly #delivery: SpoolDelivery
  readonly #limits: { readonly maxEvents: number; readonly maxBytes: number }
  readonly #listener: Listener
  readonly #stop = new AbortController()
  #trouble: unknown
  #more = Promise.withResolvers<void>()
  #drains: (() => void)[] = []

  constructor(
    spool: Spool,
    delivery: SpoolDelivery,
    limits: { readonly batchEvents: number; readonly batchBytes: number },
    listener: Listener,
  ) {
    this.#spool = spool
    this.#delivery = delivery
    this.#limits = { maxEvents: limits.batchEvents, maxBytes: limits.batchBytes }
    this.#listener = listener
    this.stopped = this.#run()
  }

  /** Why nothing could be sent of late. */
  get trouble(): unknown {
    return this.#delivery.trouble ?? this.#trouble
  }

  /** There are more events. */
  wake(): void {
    this.#more.resolve()
  }

  /** Resolves when all that was written before is acknowledged. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drains.push(resolve)
      this.wake()
    })
  }

  stop(): void {
    this.#stop.abort()
    this.wake()
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#more = Promise.withResolvers()
      const drains = this.#drains.splice(0)
      const batch = await this.#read()
      if (batch) {
        this.#drains.unshift(...drains)
        await this.#deliver(batch)
      } else {
        for (const drained of drains) drained()
        if (!this.#stop.signal.aborted) await this.#more.promise
      }
    }
  }

  async #read(): Promise<SpooledBatch | undefined> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      try {
        return await this.#spool.read(this.#limits)
      } catch (error) {
        this.#trouble = error
        await this.#backOff(attempt)
      }
    }
    return undefined
  }

  async #deliver({ header, own, events, end }: SpooledBatch): Promise<void> {
    if (!own) this.recovered += events.length
    let rest = events
    for (let attempt = 0; !this.#stop.signal.aborted; attempt += 1) {
      rest = await this.#attempt(rest, header, own)
      if (rest.length === 0) {
        this.#spool.trim(end)
        this.#listener.trimmed()
        return
      }
      await this.#backOff(attempt)
    }
  }

  /** Returns what must be sent again. */
  async #attempt(events: readonly SpooledEvent[], header: SegmentHeader, own: boolean): Promise<SpooledEvent[]> {
    try {
      await this.#delivery.prepareFor(header.schema)
    } catch (error) {
      this.#trouble = error
      return [...events]
    }
    // What begins after the stop would find the delivery closed.
    if (this.#stop.signal.aborted) return [...events]
    const verdicts = await this.#delivery
      .sendNumbered(events, header.schema)
      .catch((cause: unknown) => events.map((): Verdict => ({ status: 'unknown', cause })))
    return events.filter((event, i) => !this.#settle(event, verdicts[i] as Verdict, header, own))
  }

  #settle(event: SpooledEvent, verdict: Verdict, header: SegmentHeader, own: boolean): boolean {
    if (verdict.status === 'acknowledged') {
      this.#trouble = undefined
      this.#listener.acknowledged(event, own)
      return true
    }
    this.#trouble = verdict.cause
    if (verdict.status === 'unknown') this.resent += 1
    if (!isRefusal(verdict.cause)) return false
    this.#listener.refused(event, own, header, verdict.cause)
    return true
  }

  async #backOff(attempt: number): Promise<void> {
    const ms = Math.min(50 * 2 ** attempt, MAX_BACKOFF_MS)
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
  }
}

const isRefusal = (cause: unknown): cause is Error =>
  cause instanceof TrailhouseError && cause.code === 'MESSAGE_REFUSED'
