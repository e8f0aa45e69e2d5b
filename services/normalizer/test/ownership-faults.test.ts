import { describe, expect, test } from 'vitest'
import { cloudTrailEvents, conserved } from './support/oracle.ts'
import { loadCloudTrail, withPipeline } from './support/pipeline.ts'
import { until } from './support/until.ts'

const steps = ['before-fence', 'after-fence', 'after-events', 'before-offset', 'before-commit', 'after-commit']

describe.concurrent('killed with SIGKILL', () => {
  test.each(steps)('at %s, everything is stored or dead-lettered once', { timeout: 60_000 }, (step) =>
    withPipeline({ 'aws-cloudtrail': 2 }, async (pipeline) => {
      await loadCloudTrail(pipeline, 200)
      const first = pipeline.start({}, `${step}=kill`)
      await first.reached(step)
      await first.ended()
      await loadCloudTrail(pipeline, 200)
      const second = pipeline.start()
      await pipeline.caughtUp()
      const counts = await conserved(pipeline, [pipeline.raw('aws-cloudtrail')], cloudTrailEvents)
      expect(counts).toEqual({ records: 400, events: 758, deadLetters: 20 })
      expect(await second.stop()).toBe(0)
    }),
  )
})

/** A transaction of the stopped process must outlive the session: it is then ended by the fence, or not at all. */
const patient = { TRAILHOUSE_NORMALIZER_TRANSACTION_TIMEOUT_MS: '60000' }

describe.concurrent('stopped for longer than its session, and woken again', () => {
  test(
    'an old owner that still commits between the new one’s read and fence doubles nothing',
    { timeout: 60_000 },
    () =>
      withPipeline({ 'aws-cloudtrail': 1 }, async (pipeline) => {
        await loadCloudTrail(pipeline, 1)
        const old = pipeline.start(patient, 'before-commit=stop@2')
        // A partition of which the group knows no offset would be fenced before anything is fetched.
        await until(async () => (await pipeline.committed('aws-cloudtrail')) === 1, 'the first commit of the old owner')
        await loadCloudTrail(pipeline, 199)
        await old.reached('before-commit')
        const next = pipeline.start(patient, 'before-fence=hold')
        await next.reached('before-fence')
        expect(await pipeline.committed('aws-cloudtrail')).toBe(1)
        old.signal('SIGCONT')
        await until(async () => (await pipeline.committed('aws-cloudtrail')) === 200, 'the commit of the old owner')
        next.release('before-fence')
        await loadCloudTrail(pipeline, 100)
        await pipeline.caughtUp()
        await conserved(pipeline, [pipeline.raw('aws-cloudtrail')], cloudTrailEvents)
        expect(next.lines.some((line) => JSON.stringify(line).includes('an earlier owner committed 200'))).toBe(true)
        await Promise.all([old.stop(), next.stop()])
      }),
  )

  test('an old owner that was fenced commits nothing, and goes on as an ordinary member', { timeout: 60_000 }, () =>
    withPipeline({ 'aws-cloudtrail': 2 }, async (pipeline) => {
      await loadCloudTrail(pipeline, 200)
      const old = pipeline.start(patient, 'before-offset=stop')
      await old.reached('before-offset')
      const next = pipeline.start(patient)
      await pipeline.caughtUp()
      old.signal('SIGCONT')
      await until(
        async () => (await old.metric('trailhouse_transactions_total', { ending: 'fenced' })) > 0,
        'the fence',
      )
      expect(await old.metric('trailhouse_transactions_total', { ending: 'committed' })).toBe(0)
      await until(() => old.lines.filter(({ code }) => code === 'REBALANCED').length > 1, 'the old owner to join again')
      await loadCloudTrail(pipeline, 200)
      await pipeline.caughtUp()
      await conserved(pipeline, [pipeline.raw('aws-cloudtrail')], cloudTrailEvents)
      expect(await Promise.all([old.stop(), next.stop()])).toEqual([0, 0])
    }),
  )
})

test('members that join and leave in full flow lose and double nothing', { timeout: 60_000 }, () =>
  withPipeline({ 'aws-cloudtrail': 4 }, async (pipeline) => {
    const small = { TRAILHOUSE_NORMALIZER_FETCH_BYTES: '65536' }
    await loadCloudTrail(pipeline, 4_000)
    const first = pipeline.start(small)
    await until(async () => (await first.metric('trailhouse_records_in_total')) > 0, 'the first records')
    const second = pipeline.start(small)
    await second.logged('REBALANCED')
    expect(await first.stop()).toBe(0)
    await loadCloudTrail(pipeline, 400)
    await pipeline.caughtUp()
    await conserved(pipeline, [pipeline.raw('aws-cloudtrail')], cloudTrailEvents)
    expect(await second.stop()).toBe(0)
  }),
)

describe.concurrent('what is due is no longer in Kafka', () => {
  test('the partition stops, says so, and goes on at an operator’s word', { timeout: 60_000 }, () =>
    withPipeline({ 'aws-cloudtrail': 1 }, async (pipeline) => {
      const topic = pipeline.raw('aws-cloudtrail')
      await loadCloudTrail(pipeline, 20)
      const first = pipeline.start()
      await pipeline.caughtUp()
      await first.stop()
      await loadCloudTrail(pipeline, 20)
      await pipeline.admin.deleteRecords(topic, [{ partition: 0, offset: 30 }])
      const second = pipeline.start()
      const { msg } = await second.logged('OFFSET_OUT_OF_RANGE')
      expect(msg).toContain(`TRAILHOUSE_NORMALIZER_RESUME_AT=${topic}/0@30`)
      expect(await second.metric('trailhouse_lost_records_total')).toBe(10)
      expect(await second.metric('trailhouse_stopped_partitions', { code: 'OFFSET_OUT_OF_RANGE' })).toBe(1)
      expect((await second.get('/health/ready')).status).toBe(503)
      await second.stop()
      const third = pipeline.start({ TRAILHOUSE_NORMALIZER_RESUME_AT: `${topic}/0@30` })
      await pipeline.caughtUp()
      expect((await pipeline.readEvents()).at(-1)?.event.origin_offset).toBe(39)
      await third.stop()
    }),
  )
})
