import { TrailhouseError } from '@trailhouse/errors'
import { auditEventSchema } from '@trailhouse/event'
import {
  connectKafka,
  type Message,
  MessageRefusedError,
  openProducer,
  type Producer,
  type Registry,
} from '@trailhouse/kafka/producer'
import { connectRegistry } from '@trailhouse/kafka/registry'
import type { Settings } from './options.ts'
import type { Delivery, Pending, Verdict } from './pending.ts'
import { sealValue } from './sealed-event.ts'

const acknowledged: Verdict = { status: 'acknowledged' }

/** Sends batches to Kafka with acks=all and idempotence. No I/O before the first call. */
export class KafkaDelivery implements Delivery {
  readonly #settings: Settings
  readonly #registry: Registry
  #producer: Promise<Producer> | undefined
  #schemaId: number | undefined

  constructor(settings: Settings) {
    this.#settings = settings
    this.#registry = connectRegistry(settings.registry)
  }

  /** The schema's id is asked for once. Throws REGISTRY_UNAVAILABLE, SCHEMA_UNKNOWN. */
  async prepare(): Promise<void> {
    this.#schemaId ??= await this.#findSchema()
  }

  /** Throws what prepare() throws, and KAFKA_UNAVAILABLE. */
  async connect(): Promise<void> {
    await this.prepare()
    const producer = await this.#open()
    await producer.connect(this.#settings.deliveryTimeoutMs / 2)
  }

  async send(batch: readonly Pending[], firstSeq: number): Promise<readonly Verdict[]> {
    const schemaId = this.#schemaId as number
    const messages = batch.map(
      ({ key, value }, i): Message => ({ key, value: sealValue(value, schemaId, firstSeq + i) }),
    )
    const failed = await this.#sendOrSplit(messages)
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

  #open(): Promise<Producer> {
    const { kafka, compression, deliveryTimeoutMs } = this.#settings
    this.#producer ??= openProducer(connectKafka(kafka), { compression, deliveryTimeoutMs: deliveryTimeoutMs / 2 })
    return this.#producer
  }

  async #findSchema(): Promise<number> {
    const { subject, registerSchema } = this.#settings
    try {
      return await this.#registry.idOf(subject, auditEventSchema)
    } catch (error) {
      const missing = error instanceof TrailhouseError && error.code === 'SCHEMA_UNKNOWN'
      if (!missing || !registerSchema) throw error
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
