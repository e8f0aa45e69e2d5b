import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type TestContext, test, vi } from 'vitest'
import { committed, countEvents, emit, exactly, openLab, until, untilStored } from './support/lab.ts'
import { startSinkProcess } from './support/sink-process.ts'

// A killed member is missed after its session of 8 s, and the machine may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 })

function stepsDirectory({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): string {
  const directory = mkdtempSync(join(tmpdir(), 'trailhouse-steps-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

/** Small ranges, so that a step is passed several times. */
const small = { TRAILHOUSE_SINK_BATCH_ROWS: '300' }

test.concurrent.for([
  ['after-position', 1],
  ['before-intent', 2],
  ['after-intent', 2],
  ['after-insert', 2],
  ['before-commit', 1],
] as const)(
  'killed at %s and started again, the sink loses and doubles nothing',
  async ([step, passing], { onTestFinished }) => {
    const lab = await openLab(onTestFinished)
    const directory = stepsDirectory(lab)
    await emit(lab, 0, 1_000)
    const faults = { TRAILHOUSE_TEST_STEPS: `${step}=kill@${passing}`, TRAILHOUSE_TEST_STEPS_DIR: directory }
    const killed = startSinkProcess(lab, { ...small, ...faults })
    expect(await killed.exited).toBe('SIGKILL')
    expect(existsSync(join(directory, `${step}.reached`))).toBe(true)
    await emit(lab, 1_000, 1_500)
    const sink = startSinkProcess(lab, small)
    await untilStored(lab, 1_500)
    await until('all committed', async () => (await committed(lab))?.offset === 1_500)
    expect(await countEvents(lab)).toEqual(exactly(1_500))
    sink.kill('SIGTERM')
    expect(await sink.exited).toBe(0)
  },
)

test.concurrent('a young intent is replayed as the very range, which ClickHouse drops when it had landed', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  await emit(lab, 0, 700)
  const killed = startSinkProcess(lab, { ...small, TRAILHOUSE_TEST_STEPS: 'after-insert=kill@2' })
  await killed.exited
  expect((await countEvents(lab)).rows).toBe(600)
  const sink = startSinkProcess(lab, small)
  const resumed = await sink.logged('PARTITION_RESUMED')
  await until('the events partition resumed', () => sink.log.some((line) => line['topic'] === lab.topic))
  expect(resumed).toBeDefined()
  expect(sink.log.find((line) => line['topic'] === lab.topic)).toMatchObject({ start: 300, replay: { last: 599 } })
  await untilStored(lab, 700)
  await until('all committed', async () => (await committed(lab))?.offset === 700)
  expect(await countEvents(lab)).toEqual(exactly(700))
})

test.concurrent('a sink that is stopped past its session and wakes up as a zombie stores nothing twice', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  const directory = stepsDirectory(lab)
  await emit(lab, 0, 1_000)
  const faults = { TRAILHOUSE_TEST_STEPS: 'after-intent=stop@2', TRAILHOUSE_TEST_STEPS_DIR: directory }
  const zombie = startSinkProcess(lab, { ...small, ...faults })
  await until('the zombie stopped', () => existsSync(join(directory, 'after-intent.reached')))
  const sink = startSinkProcess(lab, small)
  await untilStored(lab, 1_000)
  zombie.kill('SIGCONT')
  await until(
    'the zombie lost its partitions',
    () => zombie.log.filter((line) => line.code === 'RECOVERED' || line.code === 'PARTITION_RESUMED').length > 0,
  )
  await emit(lab, 1_000, 1_200)
  await untilStored(lab, 1_200)
  expect(await countEvents(lab)).toEqual(exactly(1_200))
  sink.kill('SIGTERM')
  zombie.kill('SIGTERM')
  expect(await sink.exited).toBe(0)
  expect(await zombie.exited).toBe(0)
})

test.concurrent('told to stop in mid-flow, the sink ends in time and what follows is stored once', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  await emit(lab, 0, 20_000)
  const first = startSinkProcess(lab, small)
  await untilStored(lab, 1)
  const told = performance.now()
  first.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  expect(performance.now() - told).toBeLessThan(10_000)
  const second = startSinkProcess(lab)
  await untilStored(lab, 20_000)
  await until('all committed', async () => (await committed(lab))?.offset === 20_000)
  expect(await countEvents(lab)).toEqual(exactly(20_000))
  second.kill('SIGTERM')
  expect(await second.exited).toBe(0)
})

test.concurrent('a step that is held lets the rest of the process go on', async ({ onTestFinished }) => {
  const lab = await openLab(onTestFinished, { partitions: 2 })
  const directory = stepsDirectory(lab)
  const faults = { TRAILHOUSE_TEST_STEPS: 'after-insert=hold@1', TRAILHOUSE_TEST_STEPS_DIR: directory }
  const sink = startSinkProcess(lab, faults)
  await emit(lab, 0, 10, 2)
  await untilStored(lab, 10)
  writeFileSync(join(directory, 'after-insert.go'), '')
  await until(
    'both committed',
    async () => (await committed(lab, 0))?.offset === 5 && (await committed(lab, 1))?.offset === 5,
  )
  sink.kill('SIGTERM')
  expect(await sink.exited).toBe(0)
})
