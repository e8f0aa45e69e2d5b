import { Writable } from 'node:stream'
import { datasets, detect } from '@trailhouse/datasets'
import { auditEventSchema } from '@trailhouse/event'
import type { FetchedBatch, KafkaRecord } from '@trailhouse/kafka'
import { createLogger, createMetrics } from '@trailhouse/runtime'
import { expect, test } from 'vitest'
import { kubernetesEvent } from '../../../test/support/vendor-records.ts'
import { firstTellings } from '../src/drift.ts'
import { inputRoute } from '../src/input-route.ts'
import { createNormalizerMetrics } from '../src/metrics.ts'
import { normalizeBatch } from '../src/normalize-batch.ts'
import type { Tools } from '../src/normalize-record.ts'
import { createReport } from '../src/report.ts'

const source = { topic: 'in', topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 0 }
const limits = { maxBytes: 1e7, maxDepth: 100, maxEvents: 50 }
const tools: Tools = { datasets, detect, limits, schemaId: 9, maxEventBytes: 1e7 }
const bindings = { in: { dataset: 'kubernetes-audit' } }
const knownDatasets = new Set(datasets.keys())
const route = inputRoute('in', { eventsTopic: 'none', bindings, defaultTenant: 'default', knownDatasets })

/** A record with members that the vendor does not document. */
const record = (offset: number, ...members: string[]): KafkaRecord => {
  const added = Object.fromEntries(members.map((name) => [name, 1]))
  const value = Buffer.from(JSON.stringify({ ...JSON.parse(kubernetesEvent(offset)), ...added }))
  return { offset, timestamp: 1_700_000_000_000, key: null, value, headers: {} }
}
const normalized = (records: readonly KafkaRecord[]) =>
  normalizeBatch(records, source, route, { events: 0, deadLetters: 0 }, tools, new Map([[9, auditEventSchema]]))

/** A report over real metrics and a real logger, and what they say. */
function reporting() {
  const lines: { code: string; name: string }[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const registry = createMetrics('normalizer')
  const observed = {
    shares: () => new Map(),
    shareLimit: 0.2,
    pausedPartitions: () => ({ budget: 0, 'dead-letter-share': 0, registry: 0 }),
    stoppedPartitions: () => new Map(),
    bufferBytes: () => ({ taken: 0, limit: 1 }),
  }
  const logger = createLogger({ service: 'normalizer', level: 'info', destination })
  const report = createReport(createNormalizerMetrics(registry, observed), logger)
  const written = (records: readonly KafkaRecord[]) =>
    report.written(source, { records, bytes: 1 } as unknown as FetchedBatch, normalized(records))
  const told = () => lines.filter(({ code }) => code === 'DATASET_DRIFT').map(({ name }) => name)
  return { written, told, metrics: () => registry.metrics() }
}

test('a record with fields that the mapper does not know is mapped, counted once, and each name is told once', async () => {
  const { written, told, metrics } = reporting()
  written([record(1), record(2, 'newField', 'other'), record(3, 'newField')])
  written([record(4, 'newField')])
  expect(await metrics()).toContain(
    'trailhouse_dataset_drift_total{dataset="kubernetes-audit",kind="field",service="normalizer"} 3',
  )
  expect(await metrics()).toContain('trailhouse_events_out_total{dataset="kubernetes-audit",service="normalizer"} 4')
  expect(told()).toEqual(['newField', 'other'])
})

test('a record with any number of unknown names, of any length, cannot fill the log', () => {
  const names = Array.from({ length: 5_000 }, (_, at) => `n${at}${'x'.repeat(at % 7 === 0 ? 5_000 : 0)}`)
  const [seen] = normalized([record(1, ...names)]).drift.values()
  expect(seen?.records).toBe(1)
  expect(seen?.names.size).toBeLessThanOrEqual(20)
  expect(Math.max(...[...(seen?.names ?? [])].map((name) => name.length))).toBeLessThanOrEqual(100)
})

test('no more names are told than are remembered', () => {
  const isFirst = firstTellings(3)
  const told = ['a', 'b', 'a', 'c', 'd', 'e'].filter((name) => isFirst('okta', 'field', name))
  expect(told).toEqual(['a', 'b', 'c'])
  expect(isFirst('okta', 'event_type', 'a')).toBe(false)
})
