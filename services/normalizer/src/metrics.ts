import { Counter, Gauge, Histogram, type Registry } from '@trailhouse/runtime'

/** What the gauges that are read at each scrape show; filled in by main.ts when the parts exist. */
export type Observed = {
  shares(): ReadonlyMap<string, number>
  /** The share at which a source counts as failing. */
  readonly shareLimit: number
  /** By cause: a closed list. */
  pausedPartitions(): Readonly<Record<PauseCause, number>>
  /** By code. */
  stoppedPartitions(): ReadonlyMap<string, number>
  bufferBytes(): { readonly taken: number; readonly limit: number }
}

export type PauseCause = 'budget' | 'dead-letter-share' | 'registry'

export type NormalizerMetrics = ReturnType<typeof createNormalizerMetrics>

export function createNormalizerMetrics(registry: Registry, observed: Observed) {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `trailhouse_${name}`, help, labelNames, registers })
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name: `trailhouse_${name}`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `trailhouse_${name}`, help, buckets, registers })
  readAtScrape(registry, observed)
  return {
    recordsIn: counter('records_in_total', 'Records taken from input topics, in committed transactions', ['topic']),
    eventsOut: counter('events_out_total', 'Canonical events written, in committed transactions', ['dataset']),
    deadLetters: counter('dead_letters_total', 'Records written to the dead-letter topic', ['dataset', 'reason']),
    drift: counter(
      'dataset_drift_total',
      'Records with an event type or a field that the mapper does not know, in committed transactions',
      ['dataset', 'kind'],
    ),
    lagRecords: gauge('lag_records', 'Records of the partition that are not processed yet', ['topic', 'partition']),
    lagSeconds: gauge('lag_seconds', 'Age of the newest processed record where others wait', ['topic', 'partition']),
    batchRecords: histogram(
      'batch_records',
      'Records in one transaction',
      [1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000],
    ),
    batchBytes: histogram(
      'batch_bytes',
      'Bytes of the records in one transaction',
      [1e3, 1e4, 1e5, 5e5, 1e6, 2e6, 4e6, 16e6],
    ),
    transactions: counter('transactions_total', 'Transactions by how they ended', ['ending']),
    transactionSeconds: histogram(
      'transaction_duration_seconds',
      'Time from the start of a transaction to its commit',
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    ),
    retries: counter('retries_total', 'Attempts that are made again, by what made the last one fail', ['cause']),
    lostRecords: counter('lost_records_total', 'Records that Kafka no longer held when they were due', ['code']),
    rebalances: counter('rebalances_total', 'Assignments of partitions received from the group', []),
    errors: counter('errors_total', 'Errors logged, by code', ['code']),
    inputPaused: counter('input_pauses_total', 'Times that a topic was paused for its share of dead letters', [
      'topic',
    ]),
  }
}

function readAtScrape(registry: Registry, observed: Observed): void {
  const registers = [registry]
  const labelled = <L extends string>(
    name: string,
    help: string,
    label: L,
    values: () => Iterable<readonly [string, number]>,
  ) =>
    new Gauge({
      name: `trailhouse_${name}`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset()
        for (const [value, count] of values()) this.set({ [label]: value } as Record<L, string>, count)
      },
    })
  labelled('dead_letter_share', 'Share of dead letters over the sliding window', 'dataset', observed.shares)
  labelled('paused_partitions', 'Partitions that wait for something', 'cause', () =>
    Object.entries(observed.pausedPartitions()),
  )
  labelled('stopped_partitions', 'Partitions that wait for a person', 'code', observed.stoppedPartitions)
  const bytes = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `trailhouse_${name}`,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  const limit = 'Share of dead letters at which the source of a dataset counts as failing'
  new Gauge({ name: 'trailhouse_dead_letter_share_limit', help: limit, registers }).set(observed.shareLimit)
  bytes('buffer_bytes', 'Bytes of fetched records held', () => observed.bufferBytes().taken)
  bytes('buffer_limit_bytes', 'Bytes of fetched records at which partitions pause', () => observed.bufferBytes().limit)
}
