import { TrailhouseError } from '@trailhouse/errors'
import { auditEventSchema } from '@trailhouse/event'
import {
  connectKafka,
  type KafkaEvent,
  type Message,
  MessageRefusedError,
  openProducer,
  type Producer,
  type Registry,
} from '@trailhouse/kafka/producer'
import { connectRegistry } from '@trailhouse/kafka/registry'
import type { Settings } from './options.ts'
import type { Delivery, Pending, Verdict } from './pending.ts'
import { sealValue, withSchemaId } from './sealed-event.ts'
import type { SpooledEvent } from './spool/reader.ts'
import type { SpoolDelivery } from './spool/sender.ts'

const acknowledged: Verdict = { status: 'acknowledged' }

/** Of the events that this version writes. */
export const currentSchema = JSON.stringify(auditEventSchema)

/** Sends batches to Kafka with acks=all and idempotence. No I/O before the first call. */
export class KafkaDelivery implements Delivery, SpoolDelivery {
  readonly #settings: Settings
  readonly #registry: Registry
  #producer: Promise<Producer> | undefined
  /** Why the send under way is being tried again. */
  trouble: Error | undefined
  #sending = false
  readonly #schemaIds = new Map<string, number>()

  constructor(settings: Settings) {
    this.#settings = settings
    this.#registry = connectRegistry(settings.registry)
  }

  /** The schema's id is asked for once. Throws REGISTRY_UNAVAILABLE, SCHEMA_UNKNOWN. */
  prepare(): Promise<void> {
    return this.prepareFor(currentSchema)
  }

  /** For events that an earlier version of the SDK left in a spool. Throws as prepare() does. */
  async prepareFor(schema: string): Promise<void> {
    if (!this.#schemaIds.has(schema)) this.#schemaIds.set(schema, await this.#findSchema(schema))
  }

  /** Throws what prepare() throws, and KAFKA_UNAVAILABLE. */
  async connect(): Promise<void> {
    await this.prepare()
    const producer = await this.#open()
    await producer.connect(this.#settings.deliveryTimeoutMs / 2)
  }

  async send(batch: readonly Pending[], firstSeq: number): Promise<readonly Verdict[]> {
    const schemaId = this.#schemaIds.get(currentSchema) as number
    return this.#deliver(batch.map(({ key, value }, i) => ({ key, value: sealValue(value, schemaId, firstSeq + i) })))
  }

  sendNumbered(events: readonly SpooledEvent[], schema: string): Promise<readonly Verdict[]> {
    const schemaId = this.#schemaIds.get(schema) as number
    return this.#deliver(events.map(({ key, value }) => ({ key, value: withSchemaId(value, schemaId) })))
  }

  async #deliver(messages: readonly Message[]): Promise<readonly Verdict[]> {
    this.#sending = true
    const failed = await this.#sendOrSplit(messages)
    this.#sending = false
    this.trouble = undefined
    return messages.map((message) => failed?.get(message) ?? acknowledged)
  }

  /**
   * The verdicts of what was not acknowledged. A broker refuses a partition's part whole, for the size of all or for one
   * record: the refused ones are sent again in halves, in their order, until the one that it will not take is alone.
   */
  async #sendOrSplit(messages: readonly Message[]): Promise<Map<Message, Verdict> | undefined> {
    try {
      const producer = await this.#open()
      await producer.send([{ topic: this.#settings.topic, messages }])
      return undefined
    } catch (error) {
      if (!(error instanceof MessageRefusedError)) return verdicts(messages, lost(error))
      const refused = messages.filter((message) => error.refusedMessages.has(message))
      if (refused.length === 1) return verdicts(refused, { status: 'failed', cause: error })
      const middle = refused.length >> 1
      const first = await this.#sendOrSplit(refused.slice(0, middle))
      const second = await this.#sendOrSplit(refused.slice(middle))
      return new Map([...(first ?? []), ...(second ?? [])])
    }
  }

  /** Ends what is under way within `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    const producer = await this.#producer
    await producer?.close(timeoutMs)
  }

  /**
   * With a spool a send is tried without end: the same producer's further tries are recognised by the broker, a new
   * producer's would be repeats.
   */
  #open(): Promise<Producer> {
    const { kafka, compression, deliveryTimeoutMs, spool } = this.#settings
    const options = spool ? { compression } : { compression, deliveryTimeoutMs: deliveryTimeoutMs / 2 }
    this.#producer ??= openProducer(connectKafka(kafka, { onEvent: (event) => this.#note(event) }), options)
    return this.#producer
  }

  #note(event: KafkaEvent): void {
    // What is logged of an idle connection is none.
    if (this.#sending && (event.type === 'retry' || event.type === 'client-log'))
      this.trouble = new Error(event.message)
  }

  async #findSchema(schema: string): Promise<number> {
    const { subject, registerSchema } = this.#settings
    try {
      return await this.#registry.idOf(subject, JSON.parse(schema))
    } catch (error) {
      const missing = error instanceof TrailhouseError && error.code === 'SCHEMA_UNKNOWN'
      if (!missing || !registerSchema || schema !== currentSchema) throw error
      return this.#registry.register(subject, auditEventSchema, 'FULL_TRANSITIVE')
    }
  }
}

/** A send that failed for another reason than a refusal is in doubt, unless the producer says that it was not made. */
function lost(cause: unknown): Verdict {
  const notSent = cause instanceof TrailhouseError && cause.code === 'KAFKA_UNAVAILABLE'
  return { status: notSent ? 'failed' : 'unknown', cause }
}

const verdicts = (messages: readonly Message[], verdict: Verdict) =>
  new Map(messages.map((message) => [message, verdict]))
