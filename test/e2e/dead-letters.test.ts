import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { query } from '@trailhouse/clickhouse'
import { deriveEventId } from '@trailhouse/event'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openPipeline, type Pipeline } from '../support/pipeline.ts'
import { until } from '../support/until.ts'
import { sshLine } from '../support/vendor-records.ts'

const trailhouse = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))
const RECORDS = 3

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline(1)
  pipeline.sink.start()
})
afterAll(() => pipeline.close())

async function dlq(...args: string[]): Promise<string> {
  const { deadLetterTopic, resolvedTopic } = pipeline
  const env = {
    PATH: process.env['PATH'],
    TRAILHOUSE_KAFKA_BROKERS: inject('kafka'),
    TRAILHOUSE_DEAD_LETTER_TOPIC: deadLetterTopic,
    TRAILHOUSE_RESOLVED_TOPIC: resolvedTopic,
  }
  return (await promisify(execFile)(process.execPath, [trailhouse, 'dlq', ...args], { env })).stdout
}

type Letter = { state: string; reason: string; attempt: number; origin_offset: number; size: number; excerpt: string }

const view = (stage: string) =>
  query<Letter>(pipeline.clickhouse, {
    sql: `SELECT state, reason, attempt, origin_offset, size, excerpt FROM dead_letter_queue
      WHERE stage = {stage:String} ORDER BY attempt, origin_offset`,
    params: { stage },
  })

const untilView = (stage: string, what: string, fits: (letters: Letter[]) => boolean) =>
  until(what, async () => fits(await view(stage)), 30_000)

test('a record mended by a better mapper leaves the list as resolved, and its event has the id it would have had', {
  timeout: 90_000,
}, async () => {
  const topic = pipeline.rawTopic('openssh')
  const topicId = await pipeline.admin.topicId(topic)
  const lines = Array.from({ length: RECORDS }, (_, n) => sshLine(n))
  await pipeline.producer.send([{ topic, messages: lines.map((value) => ({ value })) }])

  const bindings = JSON.stringify({ [topic]: { dataset: 'kubernetes-audit' } })
  const wrong = pipeline.normalizerWith({ TRAILHOUSE_NORMALIZER_BINDINGS: bindings })
  wrong.start()
  await untilView('normalizer', 'three open letters', (letters) => letters.length === RECORDS)
  expect((await view('normalizer')).map(({ state, attempt, excerpt }) => ({ state, attempt, excerpt }))).toEqual(
    lines.map((excerpt) => ({ state: 'open', attempt: 1, excerpt })),
  )
  await wrong.stop()

  pipeline.normalizer.start()
  expect(await dlq('replay', '--dataset', 'kubernetes-audit', '--yes')).toContain(`${RECORDS} letters replayed`)
  await until('the events', async () => (await events()).length === RECORDS, 30_000)
  await untilView('normalizer', 'all resolved', (letters) => letters.every(({ state }) => state === 'replayed'))
  expect(await dlq('list', '--json', '--state', 'open')).toBe('')

  const ids = lines.map((_, offset) => deriveEventId('origin', topicId, 0, offset, 0))
  expect((await events()).map(({ event_id }) => event_id).sort()).toEqual(ids.sort())
  const before = await pipeline.admin.listOffsets(topic)
  await dlq('replay', '--yes')
  expect(await pipeline.admin.listOffsets(topic)).toEqual(before)
  expect((await events()).map(({ origin_offset }) => origin_offset).sort()).toEqual([3, 4, 5])
})

test("a sink's letter goes back to the topic of events; refused again, it is the same record's next attempt", {
  timeout: 90_000,
}, async () => {
  await pipeline.producer.send([{ topic: pipeline.normalizedTopic, messages: [{ value: 'no event' }] }])
  await untilView('sink', 'a letter of the sink', (letters) => letters.length === 1)
  await dlq('replay', '--stage', 'sink', '--yes')
  await untilView('sink', 'the second attempt', (letters) => letters.length === 2)
  await dlq('resolve', '--stage', 'sink', '--note', 'never was an event', '--yes')
  await untilView('sink', 'both resolved', (letters) => letters.every(({ state }) => state !== 'open'))
  expect(await view('sink')).toMatchObject([
    { state: 'replayed', attempt: 1, reason: 'BAD_MAGIC', size: 8 },
    { state: 'dismissed', attempt: 2, reason: 'BAD_MAGIC', size: 8 },
  ])
})

const events = () =>
  query<{ event_id: string; origin_offset: number }>(pipeline.clickhouse, {
    sql: "SELECT event_id, origin_offset FROM events WHERE dataset = 'openssh'",
  })
