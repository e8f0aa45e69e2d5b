import { auditEventSchema, encodeFramed } from '@trailhouse/event'
import { connectRegistry } from '@trailhouse/kafka'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.ts'
import { cloudTrailFile, kubernetesEvent } from '../../../test/support/vendor-records.ts'
import { framer, sdkEvent } from './support/events.ts'
import { loadCloudTrail, withPipeline } from './support/pipeline.ts'
import { until } from './support/until.ts'

describe.concurrent('input topics', () => {
  test('a tenant that a topic is not bound to is dead-lettered, the one bound goes on', { timeout: 60_000 }, () =>
    withPipeline({ 'kubernetes-audit': 1 }, async (pipeline) => {
      const topic = pipeline.raw('kubernetes-audit')
      const bindings = {
        [topic]: { dataset: 'kubernetes-audit', tenants: ['acme'] },
        [pipeline.events]: { tenants: ['acme'] },
      }
      pipeline.start({ TRAILHOUSE_NORMALIZER_BINDINGS: JSON.stringify(bindings) })
      const frame = await framer(inject('registry'), pipeline.events)
      await pipeline.send(topic, [
        { value: kubernetesEvent(1), headers: { tenant: 'globex' } },
        { value: kubernetesEvent(2), headers: { tenant: 'acme' } },
        { value: kubernetesEvent(3) },
      ])
      await pipeline.send(pipeline.events, [
        { value: frame(sdkEvent({ tenant_id: 'globex' })) },
        { value: frame(sdkEvent()) },
      ])
      await pipeline.caughtUp()
      const events = await pipeline.readEvents()
      expect(events.map(({ event }) => event.tenant_id)).toEqual(['acme', 'acme', 'acme'])
      const letters = await pipeline.readDeadLetters()
      expect(letters.map(({ reason, tenantId }) => `${reason} ${tenantId}`).toSorted()).toEqual([
        'TENANT_NOT_ALLOWED ',
        'TENANT_NOT_ALLOWED globex',
      ])
    }),
  )

  test('a record of 20 MB is dead-lettered, and its neighbours go on', { timeout: 60_000 }, () =>
    withPipeline({ 'aws-cloudtrail': 1 }, async (pipeline) => {
      const huge = Buffer.alloc(20_000_000, 'x')
      const topic = pipeline.raw('aws-cloudtrail')
      for (const value of [cloudTrailFile(0, 1), huge, cloudTrailFile(1, 1)]) await pipeline.send(topic, [{ value }])
      const normalizer = pipeline.start()
      await pipeline.caughtUp()
      const [letter] = await pipeline.readDeadLetters()
      expect(letter).toMatchObject({ reason: 'TOO_LARGE', origin: { offset: 1 } })
      expect(letter?.original.value?.equals(huge)).toBe(true)
      expect((await pipeline.readEvents()).map(({ event }) => event.origin_offset)).toEqual([0, 2])
      expect(await normalizer.metric('process_resident_memory_bytes')).toBeLessThan(400e6)
    }),
  )

  test('an input that was made again while nobody read it stops, and goes on at a word', { timeout: 120_000 }, () =>
    withPipeline({ 'kubernetes-audit': 1 }, async (pipeline) => {
      const topic = pipeline.raw('kubernetes-audit')
      const first = pipeline.start()
      await pipeline.send(topic, [{ value: kubernetesEvent(1) }])
      await pipeline.caughtUp()
      expect(await first.stop()).toBe(0)
      // The group's offsets go with the topic: only the normalizer's own record still speaks of it.
      await pipeline.admin.deleteTopics([topic])
      await until(async () => !(await pipeline.admin.listTopics()).includes(topic), 'the topic to be gone')
      await pipeline.admin.createTopics([{ name: topic, partitions: 1 }])
      await pipeline.send(topic, [{ value: kubernetesEvent(2) }])
      const wordless = pipeline.start()
      expect((await wordless.logged('TOPIC_REMADE')).msg).toContain(`TRAILHOUSE_NORMALIZER_RESUME_AT=${topic}/0@0`)
      expect(await wordless.stop()).toBe(0)
      pipeline.start({ TRAILHOUSE_NORMALIZER_RESUME_AT: `${topic}/0@0` })
      await pipeline.caughtUp()
      expect(await pipeline.readEvents()).toHaveLength(2)
    }),
  )

  test('a topic that appears later and that a pattern stands for is read', { timeout: 60_000 }, () =>
    withPipeline({ 'aws-cloudtrail': 1 }, async (pipeline) => {
      const normalizer = pipeline.start({ TRAILHOUSE_NORMALIZER_INPUTS: `${pipeline.name}.raw.*` })
      await loadCloudTrail(pipeline, 20)
      await pipeline.caughtUp()
      const late = await pipeline.createRaw('late')
      await pipeline.send(late, [{ value: kubernetesEvent(1), headers: { dataset: 'kubernetes-audit' } }])
      await until(
        async () => (await normalizer.metric('trailhouse_records_in_total', { topic: late })) === 1,
        'the late topic',
      )
    }),
  )

  test(
    'an input whose source fails is paused, the others flow, and an operator lets it go on',
    { timeout: 60_000 },
    () =>
      withPipeline({ 'aws-cloudtrail': 2, 'kubernetes-audit': 1 }, async (pipeline) => {
        const normalizer = pipeline.start({
          TRAILHOUSE_NORMALIZER_DEAD_LETTER_PAUSE: 'true',
          TRAILHOUSE_NORMALIZER_DEAD_LETTER_PAUSE_MS: '0',
          TRAILHOUSE_NORMALIZER_DEAD_LETTER_MINIMUM: '10',
        })
        const topic = pipeline.raw('aws-cloudtrail')
        await pipeline.send(
          topic,
          Array.from({ length: 20 }, () => ({ value: '{', partition: 0 })),
        )
        await normalizer.logged('INPUT_PAUSED')
        await pipeline.send(
          topic,
          [0, 1].map((partition) => ({ value: cloudTrailFile(partition, 1), partition })),
        )
        await pipeline.send(pipeline.raw('kubernetes-audit'), [{ value: kubernetesEvent(1) }])
        await until(
          async () => (await normalizer.metric('trailhouse_events_out_total', { dataset: 'kubernetes-audit' })) === 1,
          'others',
        )
        expect(await normalizer.metric('trailhouse_events_out_total', { dataset: 'aws-cloudtrail' })).toBe(0)
        expect(await normalizer.metric('trailhouse_paused_partitions', { cause: 'dead-letter-share' })).toBe(2)
        expect(await normalizer.metric('trailhouse_dead_letter_share', { dataset: 'aws-cloudtrail' })).toBe(1)
        expect((await normalizer.get('/health/ready')).body).toContain(`${topic} is paused`)
        normalizer.signal('SIGUSR2')
        await pipeline.caughtUp()
        expect(await normalizer.metric('trailhouse_events_out_total', { dataset: 'aws-cloudtrail' })).toBe(2)
      }),
  )
})

describe('the schema registry', () => {
  let proxy: TcpProxy

  beforeAll(async () => {
    proxy = await startTcpProxy(new URL(inject('registry')).host)
  })
  afterAll(() => proxy.close())

  test(
    'away at the start it is waited for; away later, only what needs it waits; its 404 is believed',
    { timeout: 60_000 },
    () =>
      withPipeline({ 'kubernetes-audit': 1 }, async (pipeline) => {
        const url = inject('registry').replace(new URL(inject('registry')).host, proxy.address)
        proxy.set('refuse')
        const normalizer = pipeline.start({ TRAILHOUSE_REGISTRY_URL: url })
        await normalizer.logged('REGISTRY_UNAVAILABLE')
        expect((await normalizer.get('/health/ready')).status).toBe(503)
        proxy.set('forward')
        await normalizer.ready()
        proxy.set('refuse')
        proxy.cut()
        const frame = await framer(inject('registry'), pipeline.events)
        await pipeline.send(pipeline.events, [{ value: frame(sdkEvent()) }])
        await until(
          async () => (await normalizer.metric('trailhouse_paused_partitions', { cause: 'registry' })) === 1,
          'the wait',
        )
        await pipeline.send(pipeline.raw('kubernetes-audit'), [{ value: kubernetesEvent(1) }])
        await until(
          async () => (await normalizer.metric('trailhouse_events_out_total', { dataset: 'kubernetes-audit' })) === 1,
          'others',
        )
        expect((await normalizer.get('/health/ready')).body).toContain('wait for the schema registry')
        proxy.set('forward')
        await pipeline.caughtUp()
        await pipeline.send(pipeline.events, [{ value: encodeFramed(2_000_000_000, sdkEvent()) }])
        await pipeline.caughtUp()
        expect((await pipeline.readDeadLetters()).map(({ reason }) => reason)).toEqual(['UNKNOWN_SCHEMA'])
        expect((await pipeline.readEvents()).length).toBe(2)
      }),
  )

  test('a schema with a field that this version would lose stops the partition', { timeout: 60_000 }, () =>
    withPipeline({}, async (pipeline) => {
      const newer = {
        ...auditEventSchema,
        fields: [...auditEventSchema.fields, { name: 'of_the_future', type: 'string', default: '' }],
      }
      const id = await connectRegistry({ url: inject('registry') }).register(
        `${pipeline.events}-value`,
        newer,
        'FULL_TRANSITIVE',
      )
      const normalizer = pipeline.start()
      const value = Buffer.concat([encodeFramed(id, sdkEvent()), Buffer.from([2, 0x78])])
      await pipeline.send(pipeline.events, [{ value }])
      await normalizer.logged('WRITER_SCHEMA_NEWER')
      expect(await normalizer.metric('trailhouse_stopped_partitions', { code: 'WRITER_SCHEMA_NEWER' })).toBe(1)
    }),
  )
})
