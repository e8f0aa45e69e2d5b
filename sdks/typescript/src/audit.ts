import { setTimeout as sleep } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { type AuditEvent, uuidv7 } from '@trailhouse/event'
import { type ActionCatalogue, resolveActions } from './actions.ts'
import { statusOf } from './attempt.ts'
import { AuditContext } from './context.ts'
import { DeliveryError, UnrecordedError } from './errors.ts'
import { type AnyInput, type BuilderSettings, buildEvent } from './event-builder.ts'
import type { ActionName, AttemptFields, ContextFields, EventInput } from './input.ts'
import { KafkaDelivery } from './kafka-delivery.ts'
import { type AuditOptions, readOptions, type Settings } from './options.ts'
import { Outbox } from './outbox.ts'
import type { Receipt } from './pending.ts'
import { createRedactor } from './redact.ts'
import { encodeUnsealed } from './sealed-event.ts'

export type CloseReport = {
  /** event_ids that may or may not be stored. Recording them again with the same id is safe. */
  readonly unknown: readonly string[]
  /** event_ids that reached no topic. */
  readonly failed: readonly string[]
}

export type AuditStats = {
  readonly producer_id: string
  /** Greatest number given to an event that was handed to Kafka; 0 before the first. */
  readonly last_assigned_seq: number
  /** Greatest number that Kafka acknowledged. */
  readonly last_acknowledged_seq: number
  /** Since the start. `invalid` threw at the call, `buffer_full` to `unknown` rejected. */
  readonly acknowledged: number
  readonly invalid: number
  readonly buffer_full: number
  readonly failed: number
  readonly unknown: number
  /** Now: not yet settled. Bytes with 700 B an event for what surrounds it. */
  readonly buffered: { readonly events: number; readonly bytes: number }
  readonly waiting: { readonly events: number; readonly bytes: number }
}

/** Adds to the event of an attempt what is known only while the work runs. Later calls win, field by field. */
export type Note<F> = (fields: F) => void

/** Emits audit events. No I/O before the first record() or connect(). */
export class Audit<A extends ActionCatalogue = ActionCatalogue> {
  readonly producer_id = uuidv7()
  readonly #settings: Settings
  readonly #builder: BuilderSettings
  readonly #context = new AuditContext()
  readonly #delivery: KafkaDelivery
  readonly #outbox: Outbox
  readonly #onError: AuditOptions['onError']
  #invalid = 0
  #closing: Promise<CloseReport> | undefined

  constructor(options: AuditOptions<A>) {
    this.#settings = readOptions(options)
    this.#builder = {
      service: this.#settings.service,
      tenant: this.#settings.tenant,
      producerId: this.producer_id,
      actions: options.actions && resolveActions(options.actions),
      redactor: createRedactor(options.redact),
    }
    this.#onError = options.onError
    this.#delivery = new KafkaDelivery(this.#settings)
    const limits = { ...this.#settings.limits, queueMs: this.#settings.deliveryTimeoutMs / 2 }
    this.#outbox = new Outbox(this.producer_id, limits, this.#delivery)
  }

  /**
   * Reaches registry and Kafka now, so that an application can fail at its start. Optional.
   *
   * @throws TrailhouseError REGISTRY_UNAVAILABLE, SCHEMA_UNKNOWN or KAFKA_UNAVAILABLE
   */
  async connect(): Promise<void> {
    this.#requireOpen()
    await this.#delivery.connect()
  }

  /**
   * Emits one event. Resolves when Kafka has acknowledged it from all in-sync replicas.
   *
   * Throws, synchronously, TrailhouseError EVENT_INVALID or AUDIT_CLOSED: such an event was never accepted. Rejects with a
   * DeliveryError: BUFFER_FULL, DELIVERY_FAILED (it reached no topic) or DELIVERY_UNKNOWN (it may have).
   */
  record<K extends ActionName<A>>(input: EventInput<A, K>): Promise<Receipt> {
    this.#requireOpen()
    const { event, value } = this.#prepare(input as AnyInput)
    const key = `${event.tenant_id}:${event.actor_id || event.actor_email || event.actor_name || event.actor_type}`
    const recorded = this.#outbox.add(event, key, value)
    if (this.#onError) recorded.catch(this.#onError)
    return recorded
  }

  /** Runs `fn` so that whatever is recorded in it, at any depth, has these fields where the call leaves them out. */
  withContext<T>(fields: ContextFields, fn: () => T): T {
    return this.#context.run(fields, fn)
  }

  /**
   * Does the work and records how it ended: success, or failure with the error's code and message. The event is checked
   * before the work begins. Resolves with the work's result once the event is acknowledged; what the work throws is
   * thrown on, whether or not the event could be recorded.
   *
   * @throws TrailhouseError EVENT_INVALID or AUDIT_CLOSED before the work, UnrecordedError after it (see whenUnrecorded)
   */
  async attempt<K extends ActionName<A>, T>(
    action: K,
    fn: (note: Note<AttemptFields<A, K>>) => T | Promise<T>,
    fields: AttemptFields<A, K> = {} as AttemptFields<A, K>,
  ): Promise<T> {
    this.#requireOpen()
    const noted: Record<string, unknown> = { ...fields }
    this.#checkAttempt(action, noted)
    let result: T
    try {
      result = await fn((more) => void Object.assign(noted, more))
    } catch (error) {
      await this.#recordAttempt({ ...noted, action, outcome: 'failure', ...statusOf(error) })
      throw error
    }
    const unrecorded = await this.#recordAttempt({ ...noted, action, outcome: 'success' })
    if (unrecorded && this.#settings.whenUnrecorded === 'throw') throw new UnrecordedError(action, result, unrecorded)
    return result
  }

  /** Resolves when every event recorded before has settled, one way or the other. */
  flush(): Promise<void> {
    return this.#outbox.flush()
  }

  /**
   * Takes no more events, waits for those under way for at most `timeoutMs`, and tells what became of the rest. Calls after
   * the first return its report.
   */
  close({ timeoutMs = 10_000 }: { readonly timeoutMs?: number } = {}): Promise<CloseReport> {
    this.#closing ??= this.#close(timeoutMs)
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  stats(): AuditStats {
    const { lastAssignedSeq, lastAcknowledgedSeq, counts, size } = this.#outbox
    return {
      producer_id: this.producer_id,
      last_assigned_seq: lastAssignedSeq,
      last_acknowledged_seq: lastAcknowledgedSeq,
      invalid: this.#invalid,
      ...counts,
      ...size,
    }
  }

  #requireOpen(): void {
    if (this.#closing) throw new TrailhouseError('AUDIT_CLOSED', 'The audit is closed and takes no more events')
  }

  /** Built and encoded, so that whatever is wrong with an event throws at its call. */
  #prepare(input: AnyInput): { event: AuditEvent; value: Buffer } {
    try {
      const event = buildEvent(input, this.#context.current, this.#builder)
      const value = encodeUnsealed(event)
      if (value.length > this.#settings.maxEventBytes)
        throw new TrailhouseError('EVENT_INVALID', `The event has ${value.length} bytes, more than maxEventBytes`)
      return { event, value }
    } catch (error) {
      this.#invalid += 1
      throw error
    }
  }

  /** A target that the work has yet to make is not missed. */
  #checkAttempt(action: string, fields: Readonly<Record<string, unknown>>): void {
    const target = fields['target'] ?? (this.#builder.actions?.get(action)?.target && { id: 'to follow' })
    this.#prepare({ ...fields, action, target } as AnyInput)
  }

  /** Never rejects: what went wrong is returned, and reported unless record() has done so. */
  async #recordAttempt(input: Readonly<Record<string, unknown>>): Promise<TrailhouseError | undefined> {
    try {
      await this.record(input as EventInput<A>)
      return undefined
    } catch (error) {
      if (!(error instanceof TrailhouseError)) throw error
      if (!this.#onError) process.emitWarning(error.message, { type: 'AuditWarning', code: error.code })
      else if (!(error instanceof DeliveryError)) this.#onError(error)
      return error
    }
  }

  async #close(timeoutMs: number): Promise<CloseReport> {
    await settledWithin(timeoutMs, this.#outbox.flush())
    const rest = this.#outbox.unsettled()
    this.#outbox.stop()
    await settledWithin(DISCONNECT_MS, this.#delivery.close(0))
    this.#outbox.abandon()
    const outcomes = await Promise.allSettled(rest)
    const errors = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as DeliveryError] : [],
    )
    const ids = (unknown: boolean) =>
      errors.filter(({ code }) => (code === 'DELIVERY_UNKNOWN') === unknown).map(({ event_id }) => event_id)
    return { unknown: ids(true), failed: ids(false) }
  }
}

/** For the answer to what is under way and the end of the connections. */
const DISCONNECT_MS = 3_000

/** Resolves when `work` has settled or the time is over; the work goes on. */
async function settledWithin(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController()
  const settled = work.then(
    () => timer.abort(),
    () => timer.abort(),
  )
  await Promise.race([settled, sleep(ms, undefined, { signal: timer.signal }).catch(() => {})])
}

/** @throws TrailhouseError SETTING_INVALID, naming the option and what it takes */
export function createAudit<const A extends ActionCatalogue = ActionCatalogue>(options: AuditOptions<A>): Audit<A> {
  return new Audit(options)
}
