import { query } from '@trailhouse/clickhouse'
import { createAudit } from '@trailhouse/sdk'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openPipeline, type Pipeline, type RawDataset } from '../support/pipeline.ts'
import { until } from '../support/until.ts'
import { cloudTrailFile, cutOff, kubernetesEvent, sshLine } from '../support/vendor-records.ts'

const EVENTS = { sdk: 100_000, 'aws-cloudtrail': 50_000, 'kubernetes-audit': 25_000, openssh: 25_000 } as const
const TOTAL = 200_000
const FILE = 10
/** Every hundredth record of a JSON dataset is cut off, and so becomes a dead letter beside the events. */
const CUT_OFF_EVERY = 100
const KILLS = 5

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline(4)
})
afterAll(() => pipeline.close())

test('200,000 events pass through five kills of the sink and five of the normalizer: none lost, none doubled', {
  timeout: 240_000,
}, async () => {
  const { normalizer, sink } = pipeline
  normalizer.start()
  sink.start()
  const [emitted, kills] = await Promise.all([emit(), killInMidFlow()])

  await until(
    'all is stored or dead-lettered',
    async () => {
      const { rows, letters } = await count()
      return rows >= TOTAL && letters >= emitted.cutOff
    },
    120_000,
  )
  expect(kills).toEqual({ normalizer: KILLS, sink: KILLS })
  const letters = emitted.cutOff
  expect(await count()).toEqual({
    ...{ rows: TOTAL, places: TOTAL, origins: TOTAL },
    ...{ letters, letterPlaces: letters, letterOrigins: letters },
  })
  expect(await byDataset()).toEqual(EVENTS)
  expect(await sequence()).toEqual({ held: EVENTS.sdk, first: 1, last: EVENTS.sdk })
  expect(await Promise.all([normalizer.stop(), sink.stop()])).toEqual([0, 0])
})

async function emit(): Promise<{ cutOff: number }> {
  const files = records(EVENTS['aws-cloudtrail'] / FILE, (n) => cloudTrailFile(n * FILE, FILE))
  const kubernetes = records(EVENTS['kubernetes-audit'], kubernetesEvent)
  const lines = { whole: Array.from({ length: EVENTS.openssh }, (_, n) => sshLine(n)), cutOff: 0 }
  await Promise.all([
    record(EVENTS.sdk),
    send('aws-cloudtrail', files.whole),
    send('kubernetes-audit', kubernetes.whole),
    send('openssh', lines.whole),
  ])
  return { cutOff: files.cutOff + kubernetes.cutOff }
}

/** `length` whole records, and a cut-off one after every hundredth. */
function records(length: number, make: (n: number) => string): { whole: string[]; cutOff: number } {
  const whole = Array.from({ length }, (_, n) => make(n))
  const all = whole.flatMap((one, n) => (n % CUT_OFF_EVERY === 0 ? [one, cutOff(one)] : [one]))
  return { whole: all, cutOff: all.length - length }
}

async function send(dataset: RawDataset, values: readonly string[]): Promise<void> {
  const topic = pipeline.rawTopic(dataset)
  for (let at = 0; at < values.length; at += 500) {
    const messages = values.slice(at, at + 500).map((value) => ({ value }))
    await pipeline.producer.send([{ topic, messages }])
  }
}

async function record(events: number): Promise<void> {
  const audit = createAudit({
    service: 'load',
    brokers: [inject('kafka')],
    registry: inject('registry'),
    topic: pipeline.eventsTopic,
    buffer: { whenFull: 'wait' },
  })
  for (let at = 0; at < events; at += 1_000) {
    const batch = Array.from({ length: Math.min(1_000, events - at) }, (_, index) => {
      const id = `${at + index}`
      return audit.record({
        action: 'order.update',
        actor: { id: `u${index % 50}` },
        target: { type: 'order', id },
        outcome: 'success',
      })
    })
    await Promise.all(batch)
  }
  await audit.close()
}

/** Kills each service five times, at shares of the whole that are stored, so that every kill hits work in progress. */
async function killInMidFlow(): Promise<{ normalizer: number; sink: number }> {
  const { normalizer, sink } = pipeline
  for (let kill = 0; kill < KILLS; kill++) {
    const stored = await storedAtLeast((TOTAL * (kill + 0.5)) / (KILLS + 1))
    expect(stored).toBeLessThan(TOTAL)
    await Promise.all([normalizer.killAndRestart(), sink.killAndRestart()])
  }
  return { normalizer: normalizer.kills, sink: sink.kills }
}

async function storedAtLeast(rows: number): Promise<number> {
  let stored = 0
  await until(
    `${rows} rows stored`,
    async () => {
      const [counted] = await query<{ rows: number }>(pipeline.clickhouse, {
        sql: 'SELECT count() AS rows FROM events',
      })
      stored = Number(counted?.rows)
      return stored >= rows
    },
    60_000,
  )
  return stored
}

async function one<Row>(sql: string): Promise<Row> {
  const [row] = await query<Row>(pipeline.clickhouse, { sql })
  if (row === undefined) throw new Error('no row')
  return row
}

async function count() {
  const places = 'uniqExact(kafka_topic_id, kafka_partition, kafka_offset)'
  const events = await one<{ rows: number; places: number; origins: number }>(
    `SELECT count() AS rows, ${places} AS places,
       uniqExact(origin_topic, origin_partition, origin_offset, origin_index) AS origins FROM events`,
  )
  const letters = await one<{ letters: number; letterPlaces: number; letterOrigins: number }>(
    `SELECT count() AS letters, ${places} AS letterPlaces,
       uniqExact(origin_topic, origin_partition, origin_offset) AS letterOrigins FROM dead_letters`,
  )
  return { ...events, ...letters }
}

async function byDataset(): Promise<Record<string, number>> {
  const sql = 'SELECT dataset, count() AS events FROM events GROUP BY dataset'
  const rows = await query<{ dataset: string; events: number }>(pipeline.clickhouse, { sql })
  return Object.fromEntries(rows.map((row) => [row.dataset, row.events]))
}

/** Of the one SDK instance: a number missing between the first and the last is a lost event. */
function sequence() {
  return one(`SELECT uniqExact(producer_seq) AS held, min(producer_seq) AS first, max(producer_seq) AS last
    FROM events WHERE dataset = 'sdk'`)
}
