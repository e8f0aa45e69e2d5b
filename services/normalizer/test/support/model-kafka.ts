import { TrailhouseError } from '@trailhouse/errors'
import type {
  AssignedPartition,
  FetchedBatch,
  KafkaRecord,
  Message,
  Position,
  TopicMessages,
  Transaction,
  TransactionalProducer,
} from '@trailhouse/kafka'
import { offsetMetadata } from '../../src/ownership.ts'
import type { RecordedPosition } from '../../src/positions.ts'

const topicId = '6f0f9c1e-1111-4222-8333-0123456789ab'

/** What happens to one call between a process and the broker. */
export type Fault = 'none' | 'crash-before' | 'crash-after' | 'request-lost' | 'response-lost'

/** Delays a call: the others run meanwhile, in whatever order the test's scheduler chooses. */
export type Delay = (label: string) => Promise<void>

type Open = { readonly epoch: number; readonly written: Message[]; offset?: number; recorded?: RecordedPosition }

/** One input partition, its group offset and one transactional id, as the protocol defines them. */
export class ModelKafka {
  readonly log: readonly KafkaRecord[]
  readonly output: Message[] = []
  committed: number | null = null
  /** What the last transaction recorded beside the group's offset. */
  recorded: RecordedPosition | null = null
  #epoch = 0
  #open: Open | undefined

  constructor(records: number) {
    this.log = Array.from({ length: records }, (_, offset) => ({
      offset,
      timestamp: 1,
      key: null,
      value: Buffer.from(`record ${offset}`),
      headers: {},
    }))
  }

  /** InitProducerId: whoever had the id is fenced, what it left open is aborted. */
  initialise(): number {
    this.#open = undefined
    return ++this.#epoch
  }

  write(epoch: number, all: readonly TopicMessages[]): void {
    const open = this.#inTransaction(epoch)
    for (const { topic, messages } of all) {
      if (topic === 'positions') open.recorded = JSON.parse(String(messages.at(-1)?.value))
      else open.written.push(...messages)
    }
  }

  writeOffset(epoch: number, offset: number): void {
    this.#inTransaction(epoch).offset = offset
  }

  end(epoch: number, commit: boolean): void {
    const open = this.#inTransaction(epoch)
    this.#open = undefined
    if (!commit) return
    this.output.push(...open.written)
    if (open.offset !== undefined) this.committed = open.offset
    if (open.recorded !== undefined) this.recorded = open.recorded
  }

  position(): Position {
    const metadata = this.committed === null ? '' : offsetMetadata(topicId)
    return { committed: this.committed, metadata, logStart: 0, logEnd: this.log.length }
  }

  #inTransaction(epoch: number): Open {
    if (epoch !== this.#epoch) throw new TrailhouseError('PRODUCER_FENCED', `epoch ${epoch}, not ${this.#epoch}`)
    this.#open ??= { epoch, written: [] }
    return this.#open
  }
}

/** A process that can crash at any call, and the calls that it makes. */
export class ModelProcess {
  readonly #kafka: ModelKafka
  readonly #delay: Delay
  readonly #nextFault: () => Fault
  #crash: () => void = () => {}
  /** Resolves when the process has crashed. */
  readonly crashed = new Promise<void>((resolve) => {
    this.#crash = resolve
  })

  constructor(kafka: ModelKafka, delay: Delay, nextFault: () => Fault) {
    this.#kafka = kafka
    this.#delay = delay
    this.#nextFault = nextFault
  }

  partition(signal: AbortSignal, over: Partial<AssignedPartition> = {}): AssignedPartition {
    return {
      topic: 'in',
      topicId,
      partition: 0,
      signal,
      position: () => this.#call('position', () => this.#kafka.position()),
      commit: () => Promise.reject(new Error('the normalizer commits in transactions alone')),
      pause: () => {},
      resume: () => {},
      restart: () => {},
      ...over,
    }
  }

  recordedPosition(): Promise<RecordedPosition | null> {
    return this.#call('recorded position', () => this.#kafka.recorded)
  }

  fetch(first: number, count: number): Promise<FetchedBatch> {
    return this.#call('fetch', () => {
      const records = this.#kafka.log.slice(first, first + count)
      return {
        firstOffset: first,
        lastOffset: first + records.length - 1,
        highWatermark: this.#kafka.log.length,
        records,
        bytes: 1,
      }
    })
  }

  async openProducer(): Promise<TransactionalProducer> {
    const epoch = await this.#call('initialise', () => this.#kafka.initialise())
    return { transact: (work) => this.#transact(epoch, work), close: async () => {} }
  }

  async #transact(epoch: number, work: (transaction: Transaction) => Promise<void>): Promise<void> {
    try {
      await work({
        send: (all) => this.#call('send', () => this.#kafka.write(epoch, all)),
        sendOffsets: ({ offset }) => this.#call('offset', () => this.#kafka.writeOffset(epoch, offset)),
      })
    } catch (error) {
      await this.#ended(() => this.#kafka.end(epoch, false))
      throw error
    }
    await this.#ended(() => this.#kafka.end(epoch, true))
  }

  /** EndTxn: without its response nobody knows how the transaction ended. */
  async #ended(end: () => void): Promise<void> {
    try {
      await this.#call('end', end)
    } catch (error) {
      if (error instanceof TrailhouseError && error.code === 'PRODUCER_FENCED') throw error
      throw new TrailhouseError('TRANSACTION_UNKNOWN', 'no response', { cause: error })
    }
  }

  async #call<T>(label: string, effect: () => T): Promise<T> {
    const fault = this.#nextFault()
    await this.#delay(label)
    if (fault === 'crash-before') return this.#die()
    if (fault === 'request-lost') throw new TrailhouseError('KAFKA_UNAVAILABLE', `${label}: request lost`)
    const result = effect()
    await this.#delay(`${label} answered`)
    if (fault === 'crash-after') return this.#die()
    if (fault === 'response-lost') throw new TrailhouseError('KAFKA_UNAVAILABLE', `${label}: response lost`)
    return result
  }

  #die(): Promise<never> {
    this.#crash()
    return new Promise(() => {})
  }
}
