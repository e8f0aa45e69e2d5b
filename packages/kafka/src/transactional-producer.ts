import { TrailhouseError } from '@trailhouse/errors'
import type { Producer as KafkajsProducer, Transaction as KafkajsTransaction } from 'kafkajs'
import type { KafkaClient } from './client.ts'
import { causeOf, isFenced, messageOf, protocolType } from './kafka-errors.ts'
import type { Cluster, WithCluster } from './kafkajs-modules/internals.ts'
import type { Answer } from './kafkajs-modules/send-messages.ts'
import { murmur2Partitioner } from './partitioner.ts'
import { compressionTypes, type Request, toRequests, toResult } from './requests.ts'
import { pause, settledWithin } from './timing.ts'
import { findTorn, judgeTorn, takeIn } from './torn-transaction.ts'
import type {
  Transaction,
  TransactionalProducer,
  TransactionalProducerOptions,
  TransactionOffset,
  TransactionScope,
} from './types.ts'

const defaultTimeoutMs = 10_000
const closeMs = 2_000

/**
 * The first write after a commit may get CONCURRENT_TRANSACTIONS for some milliseconds. kafkajs's default wait of 300 ms
 * each time made that the largest part of a transaction; with 5 ms 119,000 messages/s in transactions of 2,000. 5, 10,
 * 20 ... 250: 20 attempts last 4 s, which covers the abort of an earlier owner's open transaction (270 to 360 ms) and a
 * coordinator that is loading.
 */
const retry = { initialRetryTime: 5, maxRetryTime: 250, retries: 20 }

/**
 * Connects and initialises the transactional id: when this resolves, earlier owners of the id are fenced, and nothing of
 * theirs is open.
 *
 * @throws TrailhouseError TRANSACTION_TORN where Kafka has ended a transaction of an earlier owner in part;
 * KAFKA_UNAVAILABLE
 */
export async function openTransactionalProducer(
  client: KafkaClient,
  options: TransactionalProducerOptions,
): Promise<TransactionalProducer> {
  const { kafka, sockets } = client.open('transactional-producer', { retry })
  const producer = kafka.producer({
    transactionalId: options.transactionalId,
    transactionTimeout: options.timeoutMs ?? defaultTimeoutMs,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry,
    createPartitioner: murmur2Partitioner(client) as never,
  }) as WithCluster<KafkajsProducer>
  const close = async () => {
    await settledWithin(closeMs, producer.disconnect())
    sockets.destroy()
  }
  try {
    await producer.connect()
    // connect() does not fence: kafkajs sends InitProducerId with the first transaction.
    const transaction = await producer.transaction()
    if (options.writesTo)
      await mendTorn(client, producer.cluster, transaction, options.transactionalId, options.writesTo)
    await transaction.abort()
  } catch (error) {
    sockets.destroy()
    if (error instanceof TrailhouseError) throw error
    const message = `Transactional id ${options.transactionalId} was not initialised: ${causeOf(error)}: ${messageOf(error)}`
    throw new TrailhouseError('KAFKA_UNAVAILABLE', message, { cause: error })
  }
  const begin = () => producer.transaction()
  return new OpenTransactionalProducer(client, options, begin, close)
}

/** What an earlier owner's transaction left open is taken into this one, which is about to be aborted. */
async function mendTorn(
  client: KafkaClient,
  cluster: Cluster,
  transaction: KafkajsTransaction,
  transactionalId: string,
  writesTo: TransactionScope,
): Promise<void> {
  const torn = await findTorn(client, cluster, writesTo)
  const verdict = judgeTorn(torn)
  if (verdict === 'go') return
  const [{ topic, partition } = { topic: 'the group’s offsets', partition: 0 }] = torn.partitions
  const where = `${transactionalId}: Kafka has ended a transaction and left it open in ${topic}-${partition}`
  if (verdict === 'stop') throw new TrailhouseError('TRANSACTION_TORN', `${where}, though not everywhere`)
  const message = `${where}; it is aborted, and what it held is written again`
  client.onEvent({ type: 'client-log', client: 'transactional-producer', level: 'error', message })
  await takeIn(cluster, torn)
  const nothing = { topic, partitions: [{ partition, offset: '0' }] }
  await transaction.sendOffsets({ consumerGroupId: writesTo.groupId, topics: [nothing] })
}

class OpenTransactionalProducer implements TransactionalProducer {
  readonly close: () => Promise<void>
  readonly #client: KafkaClient
  readonly #options: TransactionalProducerOptions
  readonly #begin: () => Promise<KafkajsTransaction>
  /** Why this object can do nothing more: kafkajs's state machine is stuck, or its sequence numbers are in doubt. */
  #ended: TrailhouseError | null = null

  constructor(
    client: KafkaClient,
    options: TransactionalProducerOptions,
    begin: () => Promise<KafkajsTransaction>,
    close: () => Promise<void>,
  ) {
    this.#client = client
    this.#options = options
    this.#begin = begin
    this.close = close
  }

  async transact(work: (transaction: Transaction) => Promise<void>): Promise<void> {
    if (this.#ended) throw this.#ended
    const kafkajs = await this.#begin()
    const failures: unknown[] = []
    const noted = async (step: Promise<void>) => {
      try {
        await step
      } catch (error) {
        failures.push(error)
        throw error
      }
    }
    try {
      await work({
        send: (topicMessages) => noted(this.#send(kafkajs, toRequests(topicMessages))),
        sendOffsets: (offset) => noted(this.#sendOffsets(kafkajs, offset)),
      })
      // A failed step that `work` swallowed must not be committed around.
      if (failures.length > 0) throw failures[0]
    } catch (error) {
      await this.#abort(kafkajs, error, failures)
      throw error
    }
    await this.#commit(kafkajs)
  }

  async #send(transaction: KafkajsTransaction, requests: readonly Request[]): Promise<void> {
    const compression = compressionTypes[this.#options.compression ?? 'none']
    for (const request of requests) {
      const send = () => transaction.sendBatch({ acks: -1, compression, topicMessages: request })
      const { refused, cause } = toResult((await this.#retried(send)) as unknown as Answer[])
      if (refused.length > 0) {
        const partitions = refused.map(({ topic, partition }) => `${topic}-${partition}`).join(', ')
        throw new TrailhouseError('MESSAGE_REFUSED', `The broker will not store the records for ${partitions}`, {
          cause,
        })
      }
    }
  }

  async #sendOffsets(transaction: KafkajsTransaction, sent: TransactionOffset): Promise<void> {
    const { groupId, topic, partition, offset, metadata } = sent
    const partitions = [{ partition, offset: String(offset), ...(metadata === undefined ? {} : { metadata }) }]
    const send = () => transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic, partitions }] })
    await this.#retried(send, mayHaveArrived)
  }

  /** Our send makes one attempt a call under the same numbers, so that a copy that arrives late is known as one. */
  async #retried<T>(attempt: () => Promise<T>, isFinal = (_error: unknown) => false): Promise<T> {
    for (let count = 0; ; count += 1) {
      try {
        return await attempt()
      } catch (error) {
        if (isFenced(error) || isFinal(error) || count >= retry.retries) throw error
        const cause = causeOf(error)
        const client = 'transactional-producer'
        if (cause !== 'CONCURRENT_TRANSACTIONS') {
          this.#client.onEvent({ type: 'retry', client, cause, message: messageOf(error) })
        }
        await pause(Math.min(retry.initialRetryTime * 2 ** count, retry.maxRetryTime))
      }
    }
  }

  /** Returns when the transaction is aborted and `error` may be thrown on as it is. */
  async #abort(transaction: KafkajsTransaction, error: unknown, failures: readonly unknown[]): Promise<void> {
    const fencedBy = failures.find(isFenced)
    if (fencedBy) throw this.#end('PRODUCER_FENCED', fencedBy)
    try {
      await transaction.abort()
    } catch (abortError) {
      throw this.#end(isFenced(abortError) ? 'PRODUCER_FENCED' : 'TRANSACTION_UNKNOWN', abortError)
    }
    const failed = failures[0]
    if (failed === undefined) return
    const aborted = this.#end('TRANSACTION_ABORTED', failed)
    if (error instanceof TrailhouseError && error.code === 'MESSAGE_REFUSED') return
    throw aborted
  }

  async #commit(transaction: KafkajsTransaction): Promise<void> {
    try {
      await transaction.commit()
    } catch (error) {
      throw this.#end(isFenced(error) ? 'PRODUCER_FENCED' : 'TRANSACTION_UNKNOWN', error)
    }
  }

  #end(code: keyof typeof meanings, cause: unknown): TrailhouseError {
    const why = `${causeOf(cause)}: ${messageOf(cause)}`
    this.#ended = new TrailhouseError(code, `${this.#options.transactionalId}: ${meanings[code]} (${why})`, { cause })
    return this.#ended
  }
}

/**
 * An offset has no sequence number. One that was sent, and whose answer did not come, may arrive when its transaction is
 * over and another of the same producer is open: the broker takes it as that one's, and a later offset was undone (2 was
 * committed after 3). So it is not sent again: the transaction ends, and the epoch of the next producer refuses it.
 */
function mayHaveArrived(error: unknown): boolean {
  return protocolType(error) === '' && causeOf(error) !== 'KafkaJSGroupCoordinatorNotFound'
}

const meanings = {
  PRODUCER_FENCED: 'another owner has begun, or the transaction was open for too long',
  TRANSACTION_UNKNOWN: 'it is not known how the transaction ended; the committed offset tells',
  TRANSACTION_ABORTED: 'the transaction failed and was aborted; a new producer can try again',
} as const
