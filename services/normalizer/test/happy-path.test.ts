import { datasets } from '@trailhouse/datasets'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { cloudTrailFile, cutOff, kubernetesEvent, sshLine } from '../../../test/support/vendor-records.ts'
import { framer, sdkEvent } from './support/events.ts'
import type { NormalizerProcess } from './support/normalizer-process.ts'
import { Pipeline, type Stored } from './support/pipeline.ts'

const pgaudit =
  '2026-03-01 10:00:00 UTC [77] app@shop LOG:  AUDIT: SESSION,1,1,WRITE,UPDATE,TABLE,public.orders,"UPDATE orders SET total = 5 WHERE id = 1042",<none>'

let pipeline: Pipeline
let normalizer: NormalizerProcess
let stored: readonly Stored[]

beforeAll(async () => {
  const raws = { 'aws-cloudtrail': 2, 'kubernetes-audit': 1, openssh: 1, pgaudit: 1 }
  pipeline = await Pipeline.make(inject('kafka'), inject('registry'), raws)
  normalizer = pipeline.start({ TRAILHOUSE_NORMALIZER_COMPRESSION: 'zstd' })
  const frame = await framer(inject('registry'), pipeline.events)
  const inOrder = Array.from({ length: 200 }, (_, seq) => ({
    key: 'acme',
    value: frame(sdkEvent({ producer_seq: seq + 1 })),
  }))
  await pipeline.send(pipeline.events, inOrder)
  await pipeline.send(pipeline.raw('aws-cloudtrail'), [
    { value: cloudTrailFile(0, 3), partition: 0 },
    { value: cloudTrailFile(3, 1), partition: 1 },
  ])
  const odd = { reason: 'mine', 'original.x': ['a', 'b'], 'trailhouse-x': Buffer.from([0, 255]) }
  await pipeline.send(pipeline.raw('kubernetes-audit'), [
    { value: kubernetesEvent(1), headers: { tenant: 'globex' } },
    { key: 'k', value: cutOff(kubernetesEvent(2)), headers: odd },
    { value: kubernetesEvent(3) },
  ])
  await pipeline.send(pipeline.raw('openssh'), [{ value: sshLine(1) }])
  await pipeline.send(pipeline.raw('pgaudit'), [{ value: pgaudit }])
  await pipeline.caughtUp()
  stored = await pipeline.readEvents()
})

afterAll(async () => {
  await normalizer?.stop()
  await pipeline?.close()
})

const of = (dataset: string) => stored.filter(({ event }) => event.dataset === dataset)

test('every dataset ends as canonical events, framed with the current schema', () => {
  expect(of('sdk').length).toBe(200)
  expect(of('aws-cloudtrail').length).toBe(4)
  expect(of('kubernetes-audit').length).toBe(2)
  expect(of('openssh').length).toBe(1)
  expect(of('pgaudit').length).toBe(1)
  expect(new Set(stored.map(({ schemaId }) => schemaId)).size).toBe(1)
})

test('events of one input partition lie in one output partition, in their order', () => {
  const placed = of('sdk')
  expect(new Set(placed.map(({ partition }) => partition)).size).toBe(1)
  expect(placed.map(({ event }) => event.producer_seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
})

test('the tenant comes from the header, else it is the default', () => {
  expect(of('kubernetes-audit').map(({ event }) => event.tenant_id)).toEqual(['globex', 'default'])
})

test('raw records keep the bytes of their element, and the mapper that read them', () => {
  for (const { event } of of('aws-cloudtrail')) {
    expect(JSON.parse(Buffer.from(event.raw).toString()).eventID).toBe(event.source_event_id)
    expect(event.mapper).toBe(`aws-cloudtrail@${datasets.get('aws-cloudtrail')?.version}`)
  }
})

test('a record that cannot be read is dead-lettered with key, value and headers byte for byte', async () => {
  const [letter, ...others] = await pipeline.readDeadLetters()
  expect(others).toEqual([])
  expect(letter).toMatchObject({
    reason: 'MALFORMED',
    stage: 'normalizer',
    dataset: 'kubernetes-audit',
    tenantId: 'default',
  })
  expect(letter?.origin).toMatchObject({ topic: pipeline.raw('kubernetes-audit'), partition: 0, offset: 1 })
  expect(letter?.origin.topicId).toBe(await pipeline.admin.topicId(pipeline.raw('kubernetes-audit')))
  expect(letter?.original.key?.toString()).toBe('k')
  expect(letter?.original.value?.toString()).toBe(cutOff(kubernetesEvent(2)))
  expect(letter?.original.headers).toEqual({
    reason: Buffer.from('mine'),
    'original.x': [Buffer.from('a'), Buffer.from('b')],
    'trailhouse-x': Buffer.from([0, 255]),
  })
})

test('what was done is told by metrics, and the service is ready', async () => {
  await normalizer.ready()
  expect(await normalizer.metric('trailhouse_records_in_total', { topic: pipeline.events })).toBe(200)
  expect(await normalizer.metric('trailhouse_events_out_total', { dataset: 'aws-cloudtrail' })).toBe(4)
  expect(
    await normalizer.metric('trailhouse_dead_letters_total', { dataset: 'kubernetes-audit', reason: 'MALFORMED' }),
  ).toBe(1)
  expect(await normalizer.metric('trailhouse_rebalances_total')).toBeGreaterThan(0)
  expect(await normalizer.metric('trailhouse_transactions_total', { ending: 'committed' })).toBeGreaterThan(0)
  expect(await normalizer.metric('trailhouse_buffer_bytes')).toBe(0)
})

test('SIGTERM ends the process with exit code 0', async () => {
  expect(await normalizer.stop()).toBe(0)
  expect(normalizer.lines.at(-1)).toMatchObject({ code: 'SERVICE_STOPPED' })
})
