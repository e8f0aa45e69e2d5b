import { TrailhouseError } from '@trailhouse/errors'
import { type AuditEvent, uuidv7 } from '@trailhouse/event'
import { type ActionCatalogue, resolveActions } from './actions.ts'
import { statusOf } from './attempt.ts'
import { AuditContext } from './context.ts'
import { type DeliveryCode, DeliveryError, UnrecordedError } from './errors.ts'
import { type AnyInput, type BuilderSettings, buildEvent } from './event-builder.ts'
import { atExit, writeToStderr } from './exit.ts'
import type { ActionName, AttemptFields, ContextFields, EventInput } from './input.ts'
import { KafkaDelivery } from './kafka-delivery.ts'
import { openOutbox } from './open-outbox.ts'
import { type AuditOptions, readOptions, type Settings } from './options.ts'
import type { Outbox } from './outbox.ts'
import type { Receipt } from './pending.ts'
import { createRedactor } from './redact.ts'
import { encodeUnsealed } from './sealed-event.ts'
import { settledWithin } from './settled-within.ts'
import { SpooledOutbox } from './spooled-outbox.ts'

export type CloseReport = {
  /** event_ids that may or may not be stored. Recording them again with the same id is safe. */
  readonly unknown: readonly string[]
  /** event_ids that reached no topic. */
  readonly failed: readonly string[]
  /** Events that the spool keeps; the next audit that opens it sends them. 0 without a spool, -1 when the disk could not be read. */
  readonly spooled: number
}

export type AuditStats = {
  readonly producer_id: string
  /** Greatest number given to an event that was handed to Kafka; 0 before the first. */
  readonly last_assigned_seq: number
  /** Greatest number that Kafka acknowledged. */
  readonly last_acknowledged_seq: number
  /**
   * Since the start. `acknowledged` by Kafka. `invalid` threw at the call, `buffer_full` to `delayed` rejected; `delayed`
   * were in the spool. `shed` are lost.
   */
  readonly acknowledged: number
  readonly invalid: number
  readonly buffer_full: number
  readonly failed: number
  readonly unknown: number
  readonly delayed: number
  readonly shed: number
  readonly spool?: SpoolStats
  /** Now: not yet settled. Bytes with 700 B an event for what surrounds it. */
  readonly buffered: { readonly events: number; readonly bytes: number }
  readonly waiting: { readonly events: number; readonly bytes: number }
}

export type SpoolStats = {
  /** Of its files now. */
  readonly bytes: number
  /** Events sent so far that an earlier process had left. Those that it had sent shortly before its end are repeats. */
  readonly recovered: number
  /** Events sent again because no answer came: each may be a repeat. */
  readonly resent: number
  /** At the ends of files, where a crash cut a write short. */
  readonly torn_bytes: number
  /** Why nothing can be sent at the moment; empty when nothing is known to be wrong. */
  readonly trouble: string
}

/** Adds to the event of an attempt what is known only while the work runs. Later calls win, field by field. */
export type Note<F> = (fields: F) => void

/** Emits audit events. No I/O before the first record() or connect(), but to open a spool and send what it holds. */
export class Audit<A extends ActionCatalogue = ActionCatalogue> {
  readonly producer_id = uuidv7()
  readonly #settings: Settings
  readonly #builder: BuilderSettings
  readonly #context = new AuditContext()
  readonly #delivery: KafkaDelivery
  readonly #outbox: Outbox | SpooledOutbox
  readonly #onError: AuditOptions['onError']
  readonly #onShed: AuditOptions['onShed']
  readonly #forgetExit: () => void
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
    if (!this.#settings.spool) requireNoShedding(options.actions)
    this.#onError = options.onError
    this.#onShed = options.onShed
    this.#delivery = new KafkaDelivery(this.#settings)
    this.#outbox = openOutbox(this.producer_id, this.#settings, this.#delivery, (error) => this.#report(error))
    this.#forgetExit = atExit(() => this.#tellAtExit())
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
   * Emits one event. Resolves when Kafka has acknowledged it from all in-sync replicas, or, with the spool's
   * `acknowledge: 'spool'`, when it is on disk.
   *
   * Throws, synchronously, TrailhouseError EVENT_INVALID or AUDIT_CLOSED: such an event was never accepted. Rejects with a
   * DeliveryError: BUFFER_FULL, DELIVERY_FAILED (it reached no topic), DELIVERY_UNKNOWN (it may have), and with a spool
   * DELIVERY_DELAYED (it is kept and will be sent) or SPOOL_FAILED (it could not be kept, and reached no topic).
   */
  record<K extends ActionName<A>>(input: EventInput<A, K>): Promise<Receipt> {
    this.#requireOpen()
    const { event, value } = this.#prepare(input as AnyInput)
    const key = `${event.tenant_id}:${event.actor_id || event.actor_email || event.actor_name || event.actor_type}`
    const whenFull = this.#builder.actions?.get(event.action)?.whenFull ?? this.#settings.whenFull
    const recorded = this.#outbox.add(event, key, value, whenFull)
    if (whenFull === 'shed')
      void recorded.then(
        (receipt) => this.#tellShed(event, receipt),
        () => {},
      )
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
    const spool = this.#outbox instanceof SpooledOutbox ? { spool: this.#outbox.spooled } : {}
    return {
      producer_id: this.producer_id,
      last_assigned_seq: lastAssignedSeq,
      last_acknowledged_seq: lastAcknowledgedSeq,
      invalid: this.#invalid,
      ...counts,
      ...size,
      ...spool,
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

  /** Never rejects: what went wrong is returned, and reported unless record() has done so. A spooled event is recorded. */
  async #recordAttempt(input: Readonly<Record<string, unknown>>): Promise<TrailhouseError | undefined> {
    try {
      await this.record(input as EventInput<A>)
      return undefined
    } catch (error) {
      if (!(error instanceof TrailhouseError)) throw error
      if (!this.#onError || !(error instanceof DeliveryError)) this.#report(error)
      return error.code === 'DELIVERY_DELAYED' ? undefined : error
    }
  }

  #report(error: TrailhouseError): void {
    if (this.#onError) this.#onError(error)
    else process.emitWarning(error.message, { type: 'AuditWarning', code: error.code })
  }

  #tellShed({ event_id, event_time, action }: AuditEvent, { shed, producer_seq }: Receipt): void {
    if (shed) this.#onShed?.({ event_id, event_time: new Date(event_time / 1000), action, producer_seq })
  }

  /** No promise settles any more: each event that ends with the process is told to onError, or all in one line. */
  #tellAtExit(): void {
    const lost = this.#outbox.exit()
    if (lost.length === 0) return
    const why = 'the process ended before Kafka acknowledged it'
    if (this.#onError)
      for (const event of lost)
        this.#onError(new DeliveryError('DELIVERY_UNKNOWN', `Event ${event.event_id}: ${why}`, event))
    else
      writeToStderr(
        `DELIVERY_UNKNOWN: the process ended with ${lost.length} audit events of ${this.#settings.service} that Kafka has ` +
          `not acknowledged (producer_id ${this.producer_id}). End with audit.close(), or use a spool.`,
      )
  }

  async #close(timeoutMs: number): Promise<CloseReport> {
    await settledWithin(timeoutMs, this.#outbox.drain())
    const rest = this.#outbox.unsettled()
    this.#outbox.stop()
    await settledWithin(DISCONNECT_MS, this.#delivery.close(0))
    const spooled = await this.#outbox.end()
    this.#outbox.abandon()
    this.#forgetExit()
    const outcomes = await Promise.allSettled(rest)
    const errors = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as DeliveryError] : [],
    )
    const kept = new Set<DeliveryCode>(['DELIVERY_UNKNOWN', 'DELIVERY_DELAYED'])
    const ids = (wanted: (code: DeliveryCode) => boolean) =>
      errors.filter(({ code }) => wanted(code)).map(({ event_id }) => event_id)
    return { unknown: ids((code) => code === 'DELIVERY_UNKNOWN'), failed: ids((code) => !kept.has(code)), spooled }
  }
}

/** For the answer to what is under way and the end of the connections. */
const DISCONNECT_MS = 3_000

/** Without a spool numbers are given when events leave, and one that is shed would leave no gap. */
function requireNoShedding(actions: ActionCatalogue = {}): void {
  const shedding = Object.keys(actions).find((name) => actions[name]?.whenFull === 'shed')
  if (shedding !== undefined)
    throw new TrailhouseError('SETTING_INVALID', `actions: "${shedding}" has whenFull shed, which needs a spool`)
}

/** @throws TrailhouseError SETTING_INVALID, naming the option and what it takes; SPOOL_LOCKED and SPOOL_FAILED */
export function createAudit<const A extends ActionCatalogue = ActionCatalogue>(options: AuditOptions<A>): Audit<A> {
  return new Audit(options)
}
