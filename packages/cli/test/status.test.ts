import { expect, inject, test } from 'vitest'
import { assess, healthy } from '../src/status/assess.ts'
import { asked, wellPart } from '../src/status/part.ts'
import { readMetrics } from '../src/status/service-part.ts'
import { trailhouse } from './support/trailhouse.ts'

const limits = { maxLag: 100, maxSeconds: 60 }

test('an old newest event is a problem only while records wait', () => {
  const stale = wellPart('clickhouse', { seconds: 3_600 })
  expect(healthy(assess([stale, wellPart('sink', { lag: 0 })], limits))).toBe(true)
  expect(healthy(assess([stale, wellPart('sink', { lag: 1 })], limits))).toBe(false)
})

test('more waiting records than allowed are a problem', () => {
  const [part] = assess([wellPart('sink', { lag: 101 })], limits)
  expect(part?.problems).toEqual(['more than 100 records behind'])
})

test('a part that cannot be asked says why, and is not well', async () => {
  const part = await asked('kafka', () => Promise.reject(new Error('connection refused')))
  expect(part).toMatchObject({ part: 'kafka', problems: ['connection refused'] })
})

test('a service’s own metrics become one line: sums, the worst delay, and what stopped', () => {
  const text = [
    '# HELP trailhouse_lag_records Records',
    'trailhouse_lag_records{topic="a",partition="0",service="normalizer"} 5',
    'trailhouse_lag_records{topic="a",partition="1",service="normalizer"} 7',
    'trailhouse_lag_seconds{topic="a",partition="0",service="normalizer"} 1.5',
    'trailhouse_lag_seconds{topic="a",partition="1",service="normalizer"} 9.2',
    'trailhouse_dead_letters_total{dataset="okta",reason="MALFORMED",service="normalizer"} 3',
    'trailhouse_stopped_partitions{code="OFFSET_GAP",service="normalizer"} 1',
    'trailhouse_paused_partitions{cause="registry",service="normalizer"} 2',
    'trailhouse_paused_partitions{cause="budget",service="normalizer"} 0',
  ].join('\n')
  expect(readMetrics(text, '127.0.0.1:9401')).toEqual({
    part: 'normalizer at 127.0.0.1:9401',
    lag: 12,
    seconds: 9,
    deadLetters: 3,
    problems: ['1 partitions stopped: OFFSET_GAP'],
    note: '2 partitions wait for registry',
  })
})

test('without its parts status says which are away, as JSON too, and exits 1', async () => {
  const nowhere = {
    TRAILHOUSE_KAFKA_BROKERS: '127.0.0.1:1',
    TRAILHOUSE_REGISTRY_URL: 'http://127.0.0.1:1',
    TRAILHOUSE_CLICKHOUSE_URL: 'http://127.0.0.1:1',
    TRAILHOUSE_STATUS_METRICS: 'http://127.0.0.1:1/metrics',
  }
  const { code, stdout } = await trailhouse(['status', '--json'], nowhere)
  expect(code).toBe(1)
  const { ok, parts } = JSON.parse(stdout) as { ok: boolean; parts: { part: string; problems: string[] }[] }
  expect(ok).toBe(false)
  expect(parts.map(({ part }) => part)).toEqual(['kafka', 'registry', 'clickhouse', '127.0.0.1:1'])
  for (const { problems } of parts) expect(problems.length).toBe(1)
})

test('with real parts each is asked, in one table', async () => {
  const clickhouse = new URL(inject('clickhouse'))
  const { stdout } = await trailhouse(['status'], {
    TRAILHOUSE_KAFKA_BROKERS: inject('kafka'),
    TRAILHOUSE_REGISTRY_URL: inject('registry'),
    TRAILHOUSE_CLICKHOUSE_URL: clickhouse.origin,
    TRAILHOUSE_CLICKHOUSE_USERNAME: clickhouse.username,
    TRAILHOUSE_CLICKHOUSE_PASSWORD: clickhouse.password,
  })
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^PART +STATE +LAG +FRESHNESS +DEAD LETTERS$/)
  expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual([
    'kafka',
    'normalizer',
    'sink',
    'registry',
    'clickhouse',
  ])
  expect(lines[1]).toMatch(/^kafka +ok /)
})
