import { TrailhouseError } from '@trailhouse/errors'
import type { Producer as KafkajsProducer } from 'kafkajs'
import type { KafkaClient } from './client.ts'
import { causeOf, isSequenceLost, messageOf } from './kafka-errors.ts'
import { type Answer, AttemptFailed, isOutcomeLost } from './kafkajs-modules/send-messages.ts'
import { murmur2Partitioner } from './partitioner.ts'
import { compressionTypes, type Request, toRequests, toResult } from './requests.ts'
import type { Sockets } from './sockets.ts'
import { backoffMs, pause, settledWithin } from './timing.ts'
import type {
  Message,
  Producer,
  ProducerOptions,
  RefusedSend,
  SentBatch,
  TopicMessages,
  TopicPartition,
} from './types.ts'

const disconnectMs = 2_000
const defaultCloseMs = 8_000
const maxBackoffMs = 5_000

type Connected = { readonly kafkajs: KafkajsProducer; readonly sockets: Sockets }

/** MESSAGE_REFUSED. A partition's part of a request is stored or refused whole. */
export class MessageRefusedError extends TrailhouseError implements RefusedSend {
  readonly stored: readonly SentBatch[]
  readonly refused: readonly TopicPartition[]
  readonly refusedMessages: ReadonlySet<Message>

  constructor({ stored, refused, refusedMessages }: RefusedSend, cause: unknown) {
    const partitions = refused.map(({ topic, partition }) => `${topic}-${partition}`).join(', ')
    super('MESSAGE_REFUSED', `The broker will not store the records for ${partitions}: ${messageOf(cause)}`, { cause })
    this.stored = stored
    this.refused = refused
    this.refusedMessages = refusedMessages
  }
}

/** Connects at the first send, and again after each loss, without end. */
export async function openProducer(client: KafkaClient, options: ProducerOptions = {}): Promise<Producer> {
  return new IdempotentProducer(client, options)
}

class IdempotentProducer implements Producer {
  readonly #client: KafkaClient
  readonly #options: ProducerOptions
  readonly #closing = new AbortController()
  #connected: Connected | null = null
  /** Of the connection that is there or being made. */
  #sockets: Sockets | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(client: KafkaClient, options: ProducerOptions) {
    this.#client = client
    this.#options = options
  }

  /** One after the other: a batch that passes an earlier one, which is being tried again, would take its place. */
  send(topicMessages: readonly TopicMessages[]): Promise<readonly SentBatch[]> {
    const sent = this.#last.then(() => this.#sendAll(toRequests(topicMessages)))
    this.#last = sent.catch(() => {})
    return sent
  }

  /** In the line of sends, so that two of them do not connect at once. */
  connect(timeoutMs: number): Promise<void> {
    const connected = this.#last.then(() => this.#connectUntil(Date.now() + timeoutMs))
    this.#last = connected.catch(() => {})
    return connected
  }

  async #connectUntil(deadline: number): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await within(deadline, this.#closing.signal, this.#connect())
        return
      } catch (error) {
        if (Date.now() >= deadline || this.#closing.signal.aborted) throw this.#giveUp(error, false)
        await pause(Math.min(backoffMs(attempt, maxBackoffMs), deadline - Date.now()), this.#closing.signal)
      }
    }
  }

  async close(timeoutMs = defaultCloseMs): Promise<void> {
    await settledWithin(timeoutMs, this.#last)
    this.#closing.abort()
    const connected = this.#connected
    if (connected) await settledWithin(disconnectMs, connected.kafkajs.disconnect())
    this.#discard()
  }

  async #sendAll(requests: readonly Request[]): Promise<SentBatch[]> {
    const { deliveryTimeoutMs } = this.#options
    const deadline = deliveryTimeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + deliveryTimeoutMs
    const stored: SentBatch[] = []
    const refused: TopicPartition[] = []
    const refusedMessages = new Set<Message>()
    let cause: unknown
    for (const request of requests) {
      const result = toResult(await this.#sendUntil(deadline, request, stored.length > 0))
      stored.push(...result.stored)
      refused.push(...result.refused)
      for (const message of result.refusedMessages) refusedMessages.add(message)
      cause ??= result.cause
    }
    if (refused.length > 0) throw new MessageRefusedError({ stored, refused, refusedMessages }, cause)
    return stored
  }

  /** Tries one request until the broker has answered for all of it, or the time is over. */
  async #sendUntil(deadline: number, request: Request, partStored: boolean): Promise<Answer[]> {
    let mayBeStored = partStored
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await within(deadline, this.#closing.signal, this.#attempt(request))
      } catch (error) {
        // A time-out here leaves an attempt under way; its sockets are destroyed before anything else is sent.
        mayBeStored ||= !(error instanceof AttemptFailed) ? this.#connected !== null : error.mayBeStored
        if (isSequenceLost(error)) this.#discard()
        const over = Date.now() >= deadline || this.#closing.signal.aborted || isOutcomeLost(error)
        if (over) throw this.#giveUp(error, mayBeStored)
        this.#client.onEvent({ type: 'retry', client: 'producer', cause: causeOf(error), message: messageOf(error) })
        await pause(Math.min(backoffMs(attempt, maxBackoffMs), deadline - Date.now()), this.#closing.signal)
      }
    }
  }

  async #attempt(request: Request): Promise<Answer[]> {
    const { kafkajs } = await this.#connect()
    const compression = compressionTypes[this.#options.compression ?? 'none']
    return (await kafkajs.sendBatch({ acks: -1, compression, topicMessages: request })) as unknown as Answer[]
  }

  async #connect(): Promise<Connected> {
    if (this.#connected) return this.#connected
    const { kafka, sockets } = this.#client.open('producer')
    this.#sockets = sockets
    const kafkajs = kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      // Only silences a warning: the loop above tries again, our send-messages.ts makes one attempt.
      retry: { retries: Number.MAX_SAFE_INTEGER },
      createPartitioner: murmur2Partitioner(this.#client) as never,
    })
    try {
      await kafkajs.connect()
    } catch (error) {
      sockets.destroy()
      throw error
    }
    this.#connected = { kafkajs, sockets }
    return this.#connected
  }

  /** The next attempt gets a new producer id. */
  #discard(): void {
    this.#sockets?.destroy()
    this.#sockets = null
    this.#connected = null
  }

  #giveUp(cause: unknown, mayBeStored: boolean): TrailhouseError {
    this.#discard()
    const why = `${causeOf(cause)}: ${messageOf(cause)}`
    if (mayBeStored) {
      const message = `The time allowed passed without an answer; the records may be stored (${why})`
      return new TrailhouseError('DELIVERY_UNKNOWN', message, { cause })
    }
    return new TrailhouseError('KAFKA_UNAVAILABLE', `No broker took the records in the time allowed (${why})`, {
      cause,
    })
  }
}

/** Rejects when the deadline passes or the signal comes first; the work itself goes on. */
async function within<T>(deadline: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: () => void = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('The time allowed has passed'))
    signal.addEventListener('abort', stop, { once: true })
  })
  const limit = Math.min(deadline - Date.now(), 2 ** 31 - 1)
  const timer = setTimeout(stop, Math.max(limit, 0))
  try {
    return await Promise.race([work, stopped])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
