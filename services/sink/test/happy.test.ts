import { expect, test } from 'vitest'
import { committed, countEvents, emit, exactly, openLab, until, untilStored } from './support/lab.ts'
import { startSinkProcess } from './support/sink-process.ts'

test('events are stored once each, the offsets behind them committed, and the metrics say so', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished, { partitions: 2 })
  await emit(lab, 0, 5_000, 2)
  const sink = startSinkProcess(lab)
  await untilStored(lab, 5_000)
  expect(await countEvents(lab)).toEqual(exactly(5_000))
  await until(
    'both partitions committed',
    async () => (await committed(lab, 0))?.offset === 2_500 && (await committed(lab, 1))?.offset === 2_500,
  )
  expect((await sink.get('/health/ready')).status).toBe(200)
  const metrics = await (await sink.get('/metrics')).text()
  expect(metrics).toContain('trailhouse_events_out_total{dataset="sdk",service="sink"} 5000')
  sink.kill('SIGTERM')
  expect(await sink.exited).toBe(0)
})
