import { datasets, detect } from '@trailhouse/datasets'
import { type AvroSchema, auditEventSchema, decodeEvent, encodeFramed, unframe } from '@trailhouse/event'
import { firstOriginHeader, formatOrigin, type KafkaRecord, readDeadLetter } from '@trailhouse/kafka'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cloudTrailFile, kubernetesEvent, sshLine } from '../../../test/support/vendor-records.ts'
import { type InputRoute, inputRoute } from '../src/input-route.ts'
import { destinationOf, normalizeBatch } from '../src/normalize-batch.ts'
import type { Tools } from '../src/normalize-record.ts'
import { sdkEvent } from './support/events.ts'

const tools: Tools = {
  datasets,
  detect,
  limits: { maxBytes: 100_000, maxDepth: 100, maxEvents: 50 },
  schemaId: 9,
  maxEventBytes: 50_000,
}
const schemas = new Map([[7, auditEventSchema as AvroSchema]])
const source = { topic: 'in', topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 3 }
const cloudTrail = route({ dataset: 'aws-cloudtrail' })

function route(binding: { dataset?: string; tenants?: string[] } = {}, kind: InputRoute['kind'] = 'raw'): InputRoute {
  const eventsTopic = kind === 'events' ? 'in' : 'none'
  const knownDatasets = new Set(datasets.keys())
  return inputRoute('in', { eventsTopic, bindings: { in: binding }, defaultTenant: 'default', knownDatasets })
}

const record = (value: string | Buffer | null, more: Partial<KafkaRecord> = {}): KafkaRecord => ({
  offset: 40,
  timestamp: 1_700_000_000_000,
  key: null,
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers: {},
  ...more,
})

function normalize(records: readonly KafkaRecord[], by: InputRoute, over: Partial<Tools> = {}) {
  const batch = normalizeBatch(records, source, by, { events: 1, deadLetters: 0 }, { ...tools, ...over }, schemas)
  const events = batch.events.map(({ value }) => decodeEvent(unframe(value as Buffer).body))
  const letters = batch.deadLetters.map((letter) =>
    readDeadLetter({ offset: 0, timestamp: 0, ...letter } as KafkaRecord),
  )
  return { ...batch, events, letters }
}

const reasonOf = (one: KafkaRecord, by: InputRoute, over: Partial<Tools> = {}) =>
  normalize([one], by, over).letters[0]?.reason

test('the elements of a record become events in order, each with its own bytes, place and number', () => {
  const { events, letters } = normalize([record(cloudTrailFile(0, 3))], cloudTrail)
  expect(letters).toEqual([])
  expect(events.map((event) => event.origin_index)).toEqual([0, 1, 2])
  for (const [index, event] of events.entries()) {
    expect(event).toMatchObject({ origin_topic: 'in', origin_partition: 3, origin_offset: 40, tenant_id: 'default' })
    expect(event.ingest_time).toBe(1_700_000_000_000_000)
    expect(JSON.parse(Buffer.from(event.raw).toString())).toMatchObject({ requestID: `R${index}` })
  }
})

test('a record of which one element cannot be mapped is dead-lettered whole, and its neighbours go on', () => {
  const file = JSON.parse(cloudTrailFile(5, 3))
  file.Records[1] = 'not a record'
  const broken = JSON.stringify(file)
  const { events, letters, tallies } = normalize(
    [record(cloudTrailFile(0, 2)), record(broken), record(cloudTrailFile(9, 1))],
    cloudTrail,
  )
  expect(events.length).toBe(3)
  expect(letters.map((letter) => letter.original.value?.toString())).toEqual([broken])
  expect(tallies.get('aws-cloudtrail')).toMatchObject({ records: 3, events: 3, deadLetters: 1 })
})

test('every kind of poison becomes a dead letter with its reason', () => {
  const free = route()
  const event = encodeFramed(7, sdkEvent())
  const events = route({}, 'events')
  expect(reasonOf(record(null), cloudTrail)).toBe('EMPTY_RECORD')
  expect(reasonOf(record(''), cloudTrail)).toBe('EMPTY_RECORD')
  expect(reasonOf(record('{"Records":[]}'), cloudTrail)).toBe('EMPTY_RECORD')
  expect(reasonOf(record('x'.repeat(100_001)), cloudTrail)).toBe('TOO_LARGE')
  expect(reasonOf(record(cloudTrailFile(0, 51)), cloudTrail)).toBe('TOO_MANY_EVENTS')
  expect(reasonOf(record(`${'['.repeat(500)}${']'.repeat(500)}`), cloudTrail)).toBe('TOO_DEEP')
  expect(reasonOf(record('{'), cloudTrail)).toBe('MALFORMED')
  expect(reasonOf(record('something'), free)).toBe('UNKNOWN_DATASET')
  expect(reasonOf(record('{}', { headers: { dataset: Buffer.from('nosuch') } }), free)).toBe('UNKNOWN_DATASET')
  expect(reasonOf(record(Buffer.from([1, 0, 0, 0, 7])), events)).toBe('BAD_MAGIC')
  expect(reasonOf(record(Buffer.from([0, 0, 0])), events)).toBe('TRUNCATED_BODY')
  expect(reasonOf(record(encodeFramed(8, sdkEvent())), events)).toBe('UNKNOWN_SCHEMA')
  expect(reasonOf(record(encodeFramed(7, sdkEvent({ action: '' }))), events)).toBe('MISSING_FIELD')
  expect(reasonOf(record(cloudTrailFile(0, 1)), cloudTrail, { maxEventBytes: 500 })).toBe('TOO_LARGE')
  expect(reasonOf(record(event), events)).toBeUndefined()
})

test('a tenant that the topic is not bound to costs the record, by header and by an event alike', () => {
  const acme = { tenants: ['acme'] }
  const foreign = { headers: { tenant: Buffer.from('globex') } }
  expect(reasonOf(record(cloudTrailFile(0, 1), foreign), route({ ...acme, dataset: 'aws-cloudtrail' }))).toBe(
    'TENANT_NOT_ALLOWED',
  )
  expect(reasonOf(record(encodeFramed(7, sdkEvent({ tenant_id: 'globex' }))), route(acme, 'events'))).toBe(
    'TENANT_NOT_ALLOWED',
  )
  expect(reasonOf(record(encodeFramed(7, sdkEvent({ tenant_id: 'acme' }))), route(acme, 'events'))).toBeUndefined()
})

test('a topic without a dataset takes it from the header, else from the record itself', () => {
  const free = route()
  expect(normalize([record(kubernetesEvent(1))], free).events[0]?.dataset).toBe('kubernetes-audit')
  const header = { headers: { dataset: Buffer.from('kubernetes-audit') } }
  expect(normalize([record(kubernetesEvent(1), header)], free).events[0]?.dataset).toBe('kubernetes-audit')
})

test("an SDK event keeps its id and its producer number; where it came from is the pipeline's word", () => {
  const forged = sdkEvent({
    producer_seq: 12,
    origin_topic: 'forged',
    origin_offset: 1,
    revision: 9,
    mapper: 'forged@1',
  })
  const [event] = normalize([record(encodeFramed(7, forged))], route({}, 'events')).events
  expect(event).toMatchObject({
    event_id: forged.event_id,
    producer_id: 'p1',
    producer_seq: 12,
    event_time: forged.event_time,
  })
  expect(event).toMatchObject({ origin_topic: 'in', origin_offset: 40, revision: 0, mapper: 'sdk@1' })
  expect(event?.ingest_time).toBe(1_700_000_000_000_000)
})

test('a replayed record gets the ids of its first arrival, and its own place', () => {
  const ssh = route({ dataset: 'openssh' })
  const [first] = normalize([record(sshLine(1))], ssh).events
  const headers = { [firstOriginHeader]: Buffer.from(formatOrigin({ ...source, offset: 40 })) }
  const [replayed] = normalize([record(sshLine(1), { offset: 99, headers })], ssh).events
  const [another] = normalize([record(sshLine(1), { offset: 99 })], ssh).events
  expect(replayed?.event_id).toBe(first?.event_id)
  expect(another?.event_id).not.toBe(first?.event_id)
  expect(replayed).toMatchObject({ origin_partition: 3, origin_offset: 99 })
})

test('a first origin that is none costs the record', () => {
  const bad = { headers: { [firstOriginHeader]: Buffer.from('nowhere') } }
  expect(reasonOf(record(sshLine(1), bad), route({ dataset: 'openssh' }))).toBe('INVALID_FIELD')
})

test('a mapper that throws what it must not costs the record, and the defect is told', () => {
  const broken = { name: 'broken', version: 1, detects: () => false, map: () => JSON.parse('{').x }
  const over = { datasets: new Map([['broken', broken]]) }
  const { letters, defects } = normalize([record('x'), record('y')], route({ dataset: 'broken' }), over)
  expect(letters.map((letter) => letter.reason)).toEqual(['MALFORMED', 'MALFORMED'])
  expect(defects.length).toBe(2)
})

test('an event that calls itself another dataset is of the SDK all the same', () => {
  const forged = record(encodeFramed(7, sdkEvent({ dataset: 'aws-cloudtrail' })))
  const { events, tallies } = normalize([forged], route({}, 'events'))
  expect(events[0]?.dataset).toBe('sdk')
  expect([...tallies.keys()]).toEqual(['sdk'])
})

test('whatever bytes come, each record ends as events or as one dead letter with its bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.json().map((text) => Buffer.from(text)),
  )
  const routes = fc.constantFrom(cloudTrail, route(), route({}, 'events'), route({ dataset: 'kubernetes-audit' }))
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), routes, (values, by) => {
      const records = values.map((value, offset) => record(Buffer.from(value), { offset }))
      const { events, letters, defects } = normalize(records, by)
      const origins = [...events.map((event) => event.origin_offset), ...letters.map((letter) => letter.origin.offset)]
      expect(new Set(origins)).toEqual(new Set(values.keys()))
      expect(defects).toEqual([])
      for (const { origin, original } of letters) expect(original.value).toEqual(records[origin.offset]?.value)
    }),
  )
})

test('an input partition always goes to the same output partition, and neighbours to different ones', () => {
  const destinations = [0, 1, 2, 3].map((partition) => destinationOf({ ...source, partition }, 4))
  expect(new Set(destinations).size).toBe(4)
  expect(destinationOf(source, 12)).toBe(destinationOf({ ...source, topicId: 'other' }, 12))
})
