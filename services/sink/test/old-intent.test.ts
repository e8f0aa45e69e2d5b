import { command } from '@trailhouse/clickhouse'
import { ByteBudget, startConsumer } from '@trailhouse/kafka'
import { expect, test, vi } from 'vitest'
import { encodeProgress } from '../src/intent.ts'
import { committed, countEvents, emit, exactly, type Lab, openLab, until, untilStored } from './support/lab.ts'
import { startSinkProcess } from './support/sink-process.ts'

vi.setConfig({ testTimeout: 120_000 })

const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000

/** Commits as a member of the group would have, with the intent as it would look minutes later. */
async function rewriteIntent(lab: Lab, first: number, last: number, at: number): Promise<void> {
  const done = Promise.withResolvers<void>()
  const consumer = await startConsumer(lab.client, {
    groupId: lab.group,
    topics: [lab.topic],
    budget: new ByteBudget(1_000_000),
    sessionTimeoutMs: 6_000,
    onAssigned: async (partition) => {
      const intent = { last, at, since: at, partial: false }
      await partition.commit(first, encodeProgress({ topicId: partition.topicId, stored: first - 1, intent }))
      done.resolve()
      return { startOffset: first, handle: () => new Promise<void>(() => {}), stop: async () => {} }
    },
  })
  await done.promise
  await consumer.stop()
}

test.concurrent.for([
  ['that had landed', 'after-insert=kill@2', 600],
  ['that had not landed', 'after-intent=kill@2', 300],
] as const)(
  'an intent older than 10 minutes %s: ClickHouse is asked, and only what is missing is inserted',
  async ([, steps, held], { onTestFinished }) => {
    const lab = await openLab(onTestFinished)
    const small = { TRAILHOUSE_SINK_BATCH_ROWS: '300' }
    await emit(lab, 0, 700)
    const killed = startSinkProcess(lab, { ...small, TRAILHOUSE_TEST_STEPS: steps })
    await killed.exited
    expect((await countEvents(lab)).rows).toBe(held)
    await rewriteIntent(lab, 300, 599, minutesAgo(11))
    // By then the tokens are forgotten: nothing but the answer of ClickHouse protects from doubles.
    const sql = 'ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 0'
    await command(lab.clickhouse, { sql })
    const sink = startSinkProcess(lab, small)
    await until('resumed', () =>
      sink.log.some((line) => line.code === 'PARTITION_RESUMED' && line['topic'] === lab.topic),
    )
    expect(sink.log.find((line) => line['topic'] === lab.topic)).toMatchObject({ start: 300, ask: { through: 599 } })
    await untilStored(lab, 700)
    await until('all committed', async () => (await committed(lab))?.offset === 700)
    expect(await countEvents(lab)).toEqual(exactly(700))
  },
)
