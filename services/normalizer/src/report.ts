import { TrailhouseError } from '@trailhouse/errors'
import type { KafkaEvent, PartitionStopped } from '@trailhouse/kafka'
import type { Logger } from '@trailhouse/runtime'
import { type DriftSeen, firstTellings } from './drift.ts'
import type { NormalizerMetrics } from './metrics.ts'
import type { Report } from './parts.ts'
import type { ClosedGate } from './share-gate.ts'

/** Everything that is counted and logged: a metric and a line of one condition are raised by one call. */
export type ServiceReport = Report & {
  kafka(event: KafkaEvent): void
  /** A dependency is away, and is asked again. */
  waiting(error: Error): void
  stopped(stopped: PartitionStopped): void
  inputGate(topic: string, closed: ClosedGate | undefined): void
  /** When the partition's newest processed record arrived, ms; 0 before the first. */
  newestProcessed(topic: string, partition: number): number
}

export function createReport(metrics: NormalizerMetrics, logger: Logger): ServiceReport {
  const newest = new Map<string, number>()
  const counted = new Set<string>()
  const tellDrift = driftReport(metrics, logger)
  return {
    written: (source, batch, { tallies, drift, defects }) => {
      metrics.recordsIn.inc({ topic: source.topic }, batch.records.length)
      metrics.batchRecords.observe(batch.records.length)
      metrics.batchBytes.observe(batch.bytes)
      newest.set(`${source.topic}/${source.partition}`, batch.records.at(-1)?.timestamp ?? 0)
      for (const { dataset, events, reasons } of tallies.values()) {
        if (events > 0) metrics.eventsOut.inc({ dataset }, events)
        for (const [reason, count] of reasons) metrics.deadLetters.inc({ dataset, reason }, count)
      }
      for (const seen of drift.values()) tellDrift(seen)
      if (defects.length > 0) {
        metrics.errors.inc({ code: 'MAPPER_FAILED' }, defects.length)
        const line = { code: 'MAPPER_FAILED', ...placeOf(source), err: defects[0], count: defects.length }
        logger.error(line, 'a mapper threw what it must not; its records are dead letters: report this as a defect')
      }
    },
    transaction: (ending, seconds) => {
      metrics.transactions.inc({ ending })
      if (seconds !== undefined) metrics.transactionSeconds.observe(seconds)
    },
    lost: (source, code, records) => {
      const place = `${source.topic}/${source.partition}`
      if (records === 0 || counted.has(place)) return
      counted.add(place)
      metrics.lostRecords.inc({ code }, records)
    },
    lossAccepted: (source, records) => {
      const line = { code: 'LOSS_ACCEPTED', ...placeOf(source), records }
      logger.warn(line, 'on an operator’s word, going on past records that Kafka no longer holds')
    },
    remembered: (place, offset) => {
      const line = { code: 'OFFSET_REMEMBERED', ...placeOf(place), offset }
      logger.warn(line, 'the group has no offset any more: going on from the one that the last transaction recorded')
    },
    kafka: (event) => reportKafka(event, metrics, logger),
    waiting: (error) => {
      const code = error instanceof TrailhouseError ? error.code : 'UNHANDLED_ERROR'
      metrics.retries.inc({ cause: code })
      logger.warn({ code, err: error }, error.message)
    },
    stopped: ({ topic, partition, code, message }) => {
      metrics.errors.inc({ code })
      logger.error({ code, topic, partition }, message)
    },
    inputGate: (topic, closed) => {
      if (closed === undefined) return logger.info({ code: 'INPUT_RESUMED', topic }, 'the topic is read again')
      metrics.inputPaused.inc({ topic })
      const line = {
        code: 'INPUT_PAUSED',
        topic,
        dataset: closed.dataset,
        until: new Date(Math.min(closed.until, 8.64e15)),
      }
      return logger.error(line, 'too many records of the dataset became dead letters; SIGUSR2 lets the topic go on')
    },
    newestProcessed: (topic, partition) => newest.get(`${topic}/${partition}`) ?? 0,
  }
}

/** Each record counts; a name is logged once. */
function driftReport(metrics: NormalizerMetrics, logger: Logger): (seen: DriftSeen) => void {
  const isFirst = firstTellings()
  return ({ dataset, kind, records, names }) => {
    metrics.drift.inc({ dataset, kind }, records)
    for (const name of names) {
      if (!isFirst(dataset, kind, name)) continue
      const line = { code: 'DATASET_DRIFT', dataset, kind, name }
      logger.warn(line, 'the mapper does not know this; its record was mapped all the same')
    }
  }
}

const placeOf = ({ topic, partition }: { topic: string; partition: number }) => ({ topic, partition })

function reportKafka(event: KafkaEvent, metrics: NormalizerMetrics, logger: Logger): void {
  switch (event.type) {
    case 'retry':
      metrics.retries.inc({ cause: event.cause })
      logger.warn({ code: 'KAFKA_RETRY', client: event.client, cause: event.cause }, event.message)
      break
    case 'restart':
      metrics.retries.inc({ cause: event.cause })
      logger.warn({ code: 'KAFKA_RESTART', cause: event.cause }, event.message)
      break
    case 'rebalance':
      metrics.rebalances.inc()
      logger.info(
        { code: 'REBALANCED', partitions: event.partitions, durationMs: event.durationMs },
        'joined the group',
      )
      break
    case 'client-log':
      logger.debug({ code: 'KAFKA_CLIENT', client: event.client, level: event.level }, event.message)
      break
    default:
      logger.debug({ code: 'KAFKA_PARTITION', ...event }, event.type)
  }
}
