import { cp, rm } from 'node:fs/promises'
import { command } from '@trailhouse/clickhouse'
import { ByteBudget, startConsumer } from '@trailhouse/kafka'
import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { count } from '../framework/oracle.ts'
import type { Group } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { wentOn } from './kills.ts'
import { ownClickHouse } from './own-clickhouse.ts'
import { load, small } from './settings.ts'

const EVENTS = 6_000
const MINUTE = 60_000

/** Commits the intent that stands there once more, as if it had been written so long ago. */
async function age(bed: Bed, minutes: number): Promise<void> {
  const { offset, metadata } = (await bed.committed()) ?? {}
  const { at, since = at, ...intent } = JSON.parse(metadata ?? '')
  const back = minutes * MINUTE
  const aged = JSON.stringify({ ...intent, at: at - back, since: since - back })
  let done = () => {}
  const committed = new Promise<void>((resolve) => {
    done = resolve
  })
  const member = await startConsumer(bed.client, {
    groupId: bed.group('sink'),
    topics: [bed.normalized],
    budget: new ByteBudget(1_000_000),
    sessionTimeoutMs: 6_000,
    onAssigned: async (partition) => {
      partition.pause()
      await partition.commit(offset ?? 0, aged)
      done()
      return { startOffset: offset ?? 0, handle: async () => {}, stop: async () => {} }
    },
  })
  await committed
  await member.stop()
}

/** Kills a sink when the rows of its third range are stored and not committed, and makes the intent that old. */
async function withAgedIntent(bed: Bed, minutes: number): Promise<void> {
  const killed = bed.start('sink', { settings: small, steps: 'after-insert=kill@3' })
  expect(await killed.exited).toBe('SIGKILL')
  await age(bed, minutes)
}

/** What a stopped partition asks the operator to say: topic/partition@offset. */
async function offer(sink: Service, code: string, topic: string): Promise<string> {
  const lines = () => sink.lines.filter((line) => line.code === code && line['topic'] === topic)
  const words = () => lines().flatMap(({ msg = '' }) => /TRAILHOUSE_SINK_RESUME_AT=(\S+)/.exec(msg)?.[1] ?? [])
  await until(`${code} of ${topic} with an offer`, async () => words().length > 0, 60_000)
  expect(await sink.metric('trailhouse_stopped_partitions', { code })).toBeGreaterThanOrEqual(1)
  expect((await sink.get('/health/ready')).status).toBe(503)
  return String(words()[0])
}

async function stoppedInOrder(sink: Service): Promise<void> {
  expect(await sink.stop()).toBe(0)
}

export const sinkResume: Group = {
  title: 'What a sink finds when it comes back',
  scenarios: [
    {
      name: 'An intent older than 10 minutes, its rows stored',
      injected: 'SIGKILL at `after-insert`; the intent committed again as 11 minutes old',
      quick: true,
      async run(trial) {
        const bed = await Bed.open(trial)
        await bed.emit(EVENTS)
        await withAgedIntent(bed, 11)
        const next = bed.start('sink')
        trial.mended()
        const how = await wentOn(next, bed)
        expect(how).toContain('asked what is stored up to 2999')
        trial.saw(how)
        return bed
      },
    },
    {
      name: 'An intent older than 10 minutes, half of its rows stored',
      injected: 'As above, with rows in two months of which one is dropped, and with it its tokens',
      async run(trial) {
        const bed = await Bed.open(trial)
        const lastMonth = Date.UTC(2026, 0, 15) * 1000
        await bed.emit(EVENTS, { fields: (n) => (n >= 2_000 && n % 2 === 0 ? { ingest_time: lastMonth } : {}) })
        await withAgedIntent(bed, 11)
        const before = await count(bed.clickhouse)
        await command(bed.clickhouse, { sql: 'ALTER TABLE events DROP PARTITION 202601' })
        const after = await count(bed.clickhouse)
        expect(before.events.rows - after.events.rows).toBe(500)
        const next = bed.start('sink')
        trial.mended()
        trial.saw(`500 of 1,000 rows stored; ${await wentOn(next, bed)}`)
        return bed
      },
    },
    {
      name: 'Group offsets expired',
      injected: 'The group is deleted while no sink runs; the last record of before is a dead letter',
      async run(trial) {
        const bed = await Bed.open(trial)
        const sink = bed.start('sink', { settings: small })
        await load(bed, EVENTS / 2)
        await bed.settled()
        await stoppedInOrder(sink)
        await bed.admin.deleteGroups([bed.group('sink')])
        expect((await bed.committed())?.offset ?? null).toBe(null)
        await load(bed, EVENTS / 2)
        const next = bed.start('sink')
        trial.mended()
        trial.saw(`No offset committed; ${await wentOn(next, bed)}`)
        return bed
      },
    },
    {
      name: 'Log start moved past the committed offset',
      injected: 'Records 3,000 to 3,999 deleted in Kafka before they were read',
      async run(trial) {
        const bed = await Bed.open(trial)
        const first = bed.start('sink', { settings: small })
        await bed.emit(EVENTS / 2)
        await bed.settled()
        await stoppedInOrder(first)
        await bed.emit(EVENTS / 2)
        await bed.admin.deleteRecords(bed.normalized, [{ partition: 0, offset: 4_000 }])
        const second = bed.start('sink')
        const word = await offer(second, 'OFFSET_OUT_OF_RANGE', bed.normalized)
        const lost = await second.metric('trailhouse_lost_records_total', { code: 'OFFSET_OUT_OF_RANGE' })
        expect(lost).toBe(1_000)
        bed.expected.named += lost
        await stoppedInOrder(second)
        bed.start('sink', { settings: { TRAILHOUSE_SINK_RESUME_AT: word } })
        trial.mended()
        trial.saw(`Partition stopped, ${lost} lost records counted; went on at the operator's word`)
        return bed
      },
    },
    {
      name: 'Topic deleted and made again',
      injected: 'audit.normalized deleted and made again while no sink runs',
      async run(trial) {
        const bed = await Bed.open(trial)
        const first = bed.start('sink', { settings: small })
        await load(bed, EVENTS / 2)
        await bed.settled()
        await stoppedInOrder(first)
        await bed.remake(bed.normalized)
        // The origin of a dead letter of this topic names no topic id: the same offset would count as the same letter.
        await bed.emit(EVENTS / 2)
        const second = bed.start('sink')
        const word = await offer(second, 'TOPIC_REMADE', bed.normalized)
        await stoppedInOrder(second)
        bed.start('sink', { settings: { TRAILHOUSE_SINK_RESUME_AT: word } })
        trial.mended()
        trial.saw("Partition stopped; went on at the operator's word")
        return bed
      },
    },
    {
      name: 'Topic deleted and made again under a running sink',
      injected: 'audit.normalized deleted and made again, and filled with as many records',
      async run(trial) {
        const bed = await Bed.open(trial)
        const running = bed.start('sink', { settings: small })
        await load(bed, EVENTS / 2)
        await bed.settled()
        await bed.remake(bed.normalized)
        await bed.emit(EVENTS / 2 + 6)
        const word = await offer(running, 'TOPIC_REMADE', bed.normalized)
        await stoppedInOrder(running)
        bed.start('sink', { settings: { TRAILHOUSE_SINK_RESUME_AT: word } })
        trial.mended()
        trial.saw("Partition stopped; went on at the operator's word")
        return bed
      },
    },
    {
      name: 'ClickHouse restored from an older backup',
      injected: 'The data directory put back as it was 3,000 events before',
      async run(trial) {
        const server = await ownClickHouse(trial)
        const bed = await Bed.open(trial, { clickhouse: server.address })
        const run = async (events: number) => {
          const sink = bed.start('sink', { settings: small })
          await load(bed, events)
          await bed.settled()
          await stoppedInOrder(sink)
          await server.stop()
        }
        await run(EVENTS / 2)
        await cp(server.data, `${server.data}-backup`, { recursive: true })
        await server.start()
        await run(EVENTS / 2)
        await rm(server.data, { recursive: true })
        await cp(`${server.data}-backup`, server.data, { recursive: true })
        await server.start()
        const { events } = await count(bed.clickhouse)
        expect(events.rows).toBe(EVENTS / 2)
        const stopped = bed.start('sink')
        const words = await Promise.all(
          [bed.normalized, bed.topic('dlq')].map((topic) => offer(stopped, 'ROWS_MISSING', topic)),
        )
        await stoppedInOrder(stopped)
        bed.start('sink', { settings: { TRAILHOUSE_SINK_RESUME_AT: words.join() } })
        trial.mended()
        await until('the rows are back', async () => (await count(bed.clickhouse)).events.rows >= EVENTS, 60_000)
        trial.saw("3,000 rows gone; partitions stopped; went on from Kafka at the operator's word")
        return bed
      },
    },
  ],
}
