import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from '@trailhouse/clickhouse'
import { startClickHouse } from '@trailhouse/local'
import { expect, test, vi } from 'vitest'
import { committed, countEvents, emit, exactly, openLab, until, untilStored } from './support/lab.ts'
import { startSinkProcess } from './support/sink-process.ts'

vi.setConfig({ testTimeout: 120_000 })

const small = { TRAILHOUSE_SINK_BATCH_ROWS: '300' }

test.concurrent('rows that a restored backup lacks stop the partition; on the word it inserts only what is missing', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  await emit(lab, 0, 1_000)
  const before = startSinkProcess(lab)
  await until('all committed', async () => (await committed(lab))?.offset === 1_000)
  before.kill('SIGTERM')
  await before.exited
  const lost = 'kafka_offset >= 700 OR kafka_offset % 100 = 42 AND kafka_offset > 500'
  await command(lab.clickhouse, { sql: `ALTER TABLE events DELETE WHERE ${lost}`, settings: { mutations_sync: 2 } })
  const held = (await countEvents(lab)).rows
  const stopped = startSinkProcess(lab)
  const line = await stopped.logged('ROWS_MISSING')
  expect(line['msg']).toContain(`TRAILHOUSE_SINK_RESUME_AT=${lab.topic}/0@700`)
  expect((await countEvents(lab)).rows).toBe(held)
  stopped.kill('SIGTERM')
  await stopped.exited
  startSinkProcess(lab, { TRAILHOUSE_SINK_RESUME_AT: `${lab.topic}/0@700` })
  await untilStored(lab, 1_000)
  await emit(lab, 1_000, 1_010)
  await untilStored(lab, 1_010)
  expect(await countEvents(lab)).toEqual(exactly(1_010))
})

test.concurrent('records that Kafka dropped before they were read stop the partition and are counted; on the word it goes on', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  await emit(lab, 0, 100)
  await lab.admin.deleteRecords(lab.topic, [{ partition: 0, offset: 40 }])
  const stopped = startSinkProcess(lab)
  const line = await stopped.logged('OFFSET_OUT_OF_RANGE')
  expect(line['msg']).toContain(`TRAILHOUSE_SINK_RESUME_AT=${lab.topic}/0@40`)
  const metrics = await (await stopped.get('/metrics')).text()
  expect(metrics).toContain('trailhouse_lost_records_total{code="OFFSET_OUT_OF_RANGE",service="sink"} 40')
  expect(metrics).toContain('trailhouse_stopped_partitions{code="OFFSET_OUT_OF_RANGE",service="sink"} 1')
  stopped.kill('SIGTERM')
  await stopped.exited
  startSinkProcess(lab, { TRAILHOUSE_SINK_RESUME_AT: `${lab.topic}/0@40` })
  await untilStored(lab, 60)
  expect(await countEvents(lab)).toEqual(exactly(60))
})

test.concurrent('group offsets that expired are found again by what ClickHouse holds', async ({ onTestFinished }) => {
  const lab = await openLab(onTestFinished)
  await emit(lab, 0, 1_000)
  const before = startSinkProcess(lab, small)
  await until('all committed', async () => (await committed(lab))?.offset === 1_000)
  before.kill('SIGTERM')
  await before.exited
  await lab.admin.deleteGroups([lab.group])
  await emit(lab, 1_000, 1_100)
  startSinkProcess(lab, small)
  await untilStored(lab, 1_100)
  await until('all committed', async () => (await committed(lab))?.offset === 1_100)
  expect(await countEvents(lab)).toEqual(exactly(1_100))
})

test.concurrent('ClickHouse killed in mid-flow and started again: the partition waits, says so, and loses nothing', async ({
  onTestFinished,
}) => {
  const dir = mkdtempSync(join(tmpdir(), 'trailhouse-sink-clickhouse-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const server = await startClickHouse({ dir })
  onTestFinished(() => server.kill('SIGKILL'))
  const lab = await openLab(onTestFinished, { clickhouse: server.address })
  await emit(lab, 0, 3_000)
  const sink = startSinkProcess(lab, small)
  await untilStored(lab, 300)
  await server.kill('SIGKILL')
  await until('not ready', async () => (await sink.get('/health/ready')).status === 503)
  await emit(lab, 3_000, 4_000)
  await server.restart()
  await untilStored(lab, 4_000)
  await until('all committed', async () => (await committed(lab))?.offset === 4_000)
  expect(await countEvents(lab)).toEqual(exactly(4_000))
  expect((await sink.get('/health/ready')).status).toBe(200)
})
