import { type RecordError, TrailhouseError } from '@trailhouse/errors'
import type { ByteBudget, KafkaEvent, PartitionLag, PartitionStopped, TopicPartition } from '@trailhouse/kafka'
import type { Logger, Registry } from '@trailhouse/runtime'
import { sinkMetrics } from './metrics.ts'
import type { Rows } from './range.ts'

/** Rows of a block whose times are looked at for the freshness metrics. */
const sampledRows = 16

/** Why a partition waits: a closed list, the label `cause` of the metrics. */
export type Cause =
  | 'network'
  | 'timeout'
  | 'unavailable'
  | 'overloaded'
  | 'memory'
  | 'space'
  | 'readonly'
  | 'credentials'
  | 'schema'
  | 'kafka'
  | 'registry'
  | 'refused'
  | 'other'

/** What the sink tells about itself: a condition's log line and its metric are raised together, here and nowhere else. */
export class Signals {
  readonly #metrics: ReturnType<typeof sinkMetrics>
  readonly #logger: Logger
  readonly #waiting = new Map<string, Cause>()
  readonly #stopped = new Map<string, PartitionStopped>()
  #member = false
  /** Why Kafka cannot be asked; null while it can. */
  #kafkaAway: string | null = null

  constructor(registry: Registry, logger: Logger, budget: ByteBudget) {
    this.#logger = logger
    this.#metrics = sinkMetrics(registry, budget, {
      causes: () => [...this.#waiting.values()],
      codes: () => [...this.#stopped.values()].map(({ code }) => code),
    })
  }

  fetched(topic: string, records: number): void {
    this.#metrics.recordsIn.inc({ topic }, records)
  }

  /** An attempt failed and will be made again, without end. Logged at the first failure of a row of them. */
  retrying(place: TopicPartition, cause: Cause, error: unknown): void {
    this.#metrics.retries.inc({ cause })
    const first = this.#waiting.get(keyOf(place)) !== cause
    this.#waiting.set(keyOf(place), cause)
    if (!first) return
    const code = error instanceof TrailhouseError ? error.code : 'RETRYING'
    this.#raise('warn', code, { ...at(place), cause, err: error }, 'trying again until it works; the partition waits')
  }

  recovered(place: TopicPartition): void {
    if (!this.#waiting.delete(keyOf(place))) return
    this.#logger.info({ code: 'RECOVERED', ...at(place) }, 'the partition goes on')
  }

  inserted(rows: Rows, seconds: number): void {
    const count = rows.to - rows.from
    this.#metrics.insertSeconds.observe(seconds)
    this.#metrics.batchRecords.observe(count)
    this.#metrics.batchBytes.observe((rows.block.bytes * count) / rows.block.rows)
  }

  /** The rows are events, and from now on a query finds them. */
  queryable(rows: Rows, nowMs: number): void {
    for (const [dataset, events] of datasetsOf(rows)) this.#metrics.eventsOut.inc({ dataset }, events)
    const every = Math.max(1, Math.floor((rows.to - rows.from) / sampledRows))
    for (let row = rows.from; row < rows.to; row += every) {
      this.#metrics.eventSeconds.observe(Math.max(0, nowMs / 1000 - rows.block.micros('event_time', row) / 1e6))
      this.#metrics.ingestSeconds.observe(Math.max(0, nowMs / 1000 - rows.block.micros('ingest_time', row) / 1e6))
    }
  }

  deadLettered(place: TopicPartition, offset: number, error: RecordError): void {
    this.#metrics.deadLetters.inc({ dataset: 'other', reason: error.reason })
    this.#logger.warn({ code: 'DEAD_LETTER', ...at(place), offset, reason: error.reason }, error.message)
  }

  /** A record that was dead-lettered before an earlier owner went on past it. */
  alreadyLettered(place: TopicPartition, offset: number): void {
    this.#logger.info({ code: 'ALREADY_DEAD_LETTERED', ...at(place), offset }, 'not dead-lettered a second time')
  }

  refused(place: TopicPartition, rows: Rows, error: unknown): void {
    const range = { first: rows.first, last: rows.last, rows: rows.to - rows.from }
    this.#metrics.retries.inc({ cause: 'refused' })
    this.#logger.warn(
      { code: 'BLOCK_REFUSED', ...at(place), ...range, err: error },
      'the table refuses a row of this range',
    )
  }

  resumed(place: TopicPartition, facts: object): void {
    this.#stopped.delete(keyOf(place))
    this.#logger.info({ code: 'PARTITION_RESUMED', ...at(place), ...facts }, 'goes on')
  }

  lost(code: string, records: number): void {
    this.#metrics.lostRecords.inc({ code }, records)
  }

  partitionStopped(stop: PartitionStopped): void {
    this.#stopped.set(keyOf(stop), stop)
    this.#waiting.delete(keyOf(stop))
    const { topic, partition, code } = stop
    this.#raise('error', code, { topic, partition }, `the partition stopped and waits for an operator: ${stop.message}`)
  }

  /** The worker ended; a partition that stopped stays so until it is resumed or lost. */
  ended(place: TopicPartition): void {
    this.#waiting.delete(keyOf(place))
  }

  #lost(place: TopicPartition): void {
    this.ended(place)
    this.#stopped.delete(keyOf(place))
    this.#metrics.lagRecords.remove(label(place))
    this.#metrics.lagSeconds.remove(label(place))
  }

  /** A member of the group, be it without a partition. */
  joined(): void {
    this.#member = true
  }

  /** Kafka was asked how far the partitions are, and gave no answer. */
  kafkaAway(error: unknown): void {
    const first = this.#kafkaAway === null
    this.#kafkaAway = error instanceof Error ? error.message : String(error)
    if (first) this.#raise('warn', 'KAFKA_UNAVAILABLE', { err: error }, 'Kafka gives no answer; it is asked again')
  }

  lag(lags: readonly PartitionLag[], secondsOf: (place: TopicPartition) => number): void {
    this.#kafkaAway = null
    for (const each of lags) {
      this.#metrics.lagRecords.set(label(each), each.lag)
      this.#metrics.lagSeconds.set(label(each), each.lag === 0 ? 0 : secondsOf(each))
    }
  }

  unexpected(place: TopicPartition, error: unknown): void {
    this.#raise(
      'error',
      'UNEXPECTED_ERROR',
      { ...at(place), err: error },
      'the partition starts again from what is committed',
    )
  }

  kafka(event: KafkaEvent): void {
    if (event.type === 'rebalance') this.#metrics.rebalances.inc()
    if (event.type === 'lost') this.#lost(event)
    if (event.type === 'retry') this.#metrics.retries.inc({ cause: event.client === 'registry' ? 'registry' : 'kafka' })
    if (event.type === 'restart') this.#member = false
    if (event.type === 'restart') this.#raise('warn', 'CONSUMER_RESTART', { cause: event.cause }, event.message)
    else this.#logger.debug({ code: 'KAFKA_EVENT', event }, event.type)
  }

  /** What keeps the sink from doing its whole work: for /health/ready. */
  reasons(): string[] {
    return [
      ...(this.#member ? [] : ['not a member of the consumer group']),
      ...(this.#kafkaAway === null ? [] : [`Kafka gives no answer: ${this.#kafkaAway}`]),
      ...[...this.#stopped.values()].map((each) => `${keyOf(each)} stopped: ${each.code}`),
      ...[...this.#waiting].map(([key, cause]) => `${key} waits: ${cause}`),
    ]
  }

  #raise(level: 'warn' | 'error', code: string, fields: object, message: string): void {
    this.#metrics.errors.inc({ code })
    this.#logger[level]({ code, ...fields }, message)
  }
}

/** The place alone: an assigned partition holds much more than belongs in a log line. */
const at = ({ topic, partition }: TopicPartition) => ({ topic, partition })
const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`
const label = ({ topic, partition }: TopicPartition) => ({ topic, partition: String(partition) })

/** Datasets are a closed list in practice, but a foreign writer could name a million: those beyond the first are one. */
const maxDatasets = 200
const seenDatasets = new Set<string>()

function datasetsOf(rows: Rows): ReadonlyMap<string, number> {
  const whole = rows.to - rows.from === rows.block.rows
  if (!whole) return new Map([['other', rows.to - rows.from]])
  const counts = new Map<string, number>()
  for (const [dataset, count] of rows.block.countBy('dataset')) {
    if (seenDatasets.size < maxDatasets) seenDatasets.add(dataset)
    const name = seenDatasets.has(dataset) ? dataset : 'other'
    counts.set(name, (counts.get(name) ?? 0) + count)
  }
  return counts
}
