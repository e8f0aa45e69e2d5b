import type { ByteBudget } from '@trailhouse/kafka'
import { Counter, Gauge, Histogram, type Registry } from '@trailhouse/runtime'

const secondsBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 900, 3600]

/** Every metric of the sink's own; the process's come from @trailhouse/runtime. */
export function sinkMetrics(registry: Registry, budget: ByteBudget, waits: { causes(): string[]; codes(): string[] }) {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name: `trailhouse_${name}`, help, labelNames, registers })
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `trailhouse_${name}`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `trailhouse_${name}`, help, buckets, registers })

  const counted = (name: string, help: string, label: string, values: () => string[]) => {
    const counts = new Gauge({
      name: `trailhouse_${name}`,
      help,
      labelNames: [label],
      registers,
      collect: () => {
        counts.reset()
        for (const value of values()) counts.inc({ [label]: value })
      },
    })
  }

  counted(
    'paused_partitions',
    'Partitions that wait for something which is away, by what it is.',
    'cause',
    waits.causes,
  )
  counted('stopped_partitions', 'Partitions that wait for an operator, by the code that says why.', 'code', waits.codes)
  new Gauge({
    name: 'trailhouse_buffer_bytes',
    help: 'Bytes of records and rows that the process holds now.',
    registers,
    collect() {
      this.set(budget.taken)
    },
  })
  gauge('buffer_limit_bytes', 'Bytes of records and rows that the process holds at most.').set(budget.limit)

  return {
    recordsIn: counter('records_in_total', 'Records fetched from Kafka.', 'topic'),
    eventsOut: counter('events_out_total', 'Events stored in ClickHouse.', 'dataset'),
    deadLetters: counter('dead_letters_total', 'Records dead-lettered.', 'dataset', 'reason'),
    lagRecords: gauge(
      'lag_records',
      'Records between the committed offset and the end of the log.',
      'topic',
      'partition',
    ),
    lagSeconds: gauge('lag_seconds', 'Age of the oldest record that is not stored yet.', 'topic', 'partition'),
    batchRecords: histogram(
      'batch_records',
      'Rows in an insert.',
      [1, 10, 100, 1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 200_000],
    ),
    batchBytes: histogram('batch_bytes', 'Bytes in an insert.', [
      4 ** 5,
      4 ** 6,
      4 ** 7,
      4 ** 8,
      4 ** 9,
      4 ** 10,
      4 ** 11,
      4 ** 12,
      3 * 4 ** 12,
    ]),
    insertSeconds: histogram(
      'insert_duration_seconds',
      'Time from sending a block to its acknowledgement.',
      secondsBuckets,
    ),
    eventSeconds: histogram(
      'event_to_queryable_seconds',
      'From when an event happened to when it can be queried; up to 16 events an insert are looked at.',
      secondsBuckets,
    ),
    ingestSeconds: histogram(
      'ingest_to_queryable_seconds',
      'From when Kafka first took an event to when it can be queried; up to 16 events an insert are looked at.',
      secondsBuckets,
    ),
    retries: counter('retries_total', 'Attempts that failed and were made again.', 'cause'),
    lostRecords: counter('lost_records_total', 'Records that Kafka no longer held when they were needed.', 'code'),
    rebalances: counter('rebalances_total', 'Times that the group shared out its partitions anew.'),
    errors: counter('errors_total', 'Errors logged.', 'code'),
  }
}
