import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type AuditEvent,
  auditEventSchema,
  blankEvent,
  compileTranscoder,
  encodeEvent,
  NativeBlock,
  RowReader,
  readRows,
  type StoredRow,
  uuidv7,
} from '../src/index.ts'
import { event } from './support/arbitrary.ts'
import { createEventTable, type EventTable } from './support/clickhouse.ts'

const topicId = '0198b2c4-1234-7abc-8000-0123456789ab'
const transcode = compileTranscoder(auditEventSchema)

let table: EventTable
let nextOffset = 2 ** 40
beforeAll(async () => {
  table = await createEventTable()
})
afterAll(() => table.drop())

async function store(bodies: readonly Uint8Array[]): Promise<number> {
  const first = nextOffset
  const block = new NativeBlock({ topicId, partition: 7 })
  for (const body of bodies) transcode(block, body, 0, body.length, nextOffset++)
  await table.insert(block.finish())
  return first
}

async function readBack(first: number, rows: number, schemas = [auditEventSchema]): Promise<StoredRow[]> {
  const stored: StoredRow[] = []
  const chunks = await table.select(`WHERE kafka_offset >= ${first} ORDER BY kafka_offset LIMIT ${rows}`)
  for await (const batch of readRows(chunks, schemas)) stored.push(...batch)
  return stored
}

test('a row read back from ClickHouse gives the exact body, for any events', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event(), { minLength: 1, maxLength: 40 }), async (events) => {
      const bodies = events.map((given) => encodeEvent(given))
      const first = await store(bodies)
      const rows = await readBack(first, bodies.length)
      expect(rows.map((row) => row.body?.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')))
      expect(rows.map((row) => row.offset)).toEqual(bodies.map((_, i) => first + i))
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('so it does with a large raw of any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event(200_000), { minLength: 1, maxLength: 4 }), async (events) => {
      const bodies = events.map((given) => encodeEvent(given))
      const rows = await readBack(await store(bodies), bodies.length)
      expect(
        rows.map((row) => row.body && Buffer.compare(row.body, bodies[row.offset - (rows[0]?.offset ?? 0)] as Buffer)),
      ).toEqual(bodies.map(() => 0))
    }),
    { numRuns: 5 },
  )
}, 120_000)

test('a raw of 20 MB and 5,000 attributes and targets come back as they were', async () => {
  const given: AuditEvent = {
    ...blankEvent(),
    event_id: uuidv7(),
    event_time: 1,
    ingest_time: 1,
    raw: Buffer.alloc(20_000_000, 'abcdefg\0é'),
    before: '"é'.repeat(100_000),
    targets: Array.from({ length: 5_000 }, (_, i) => ({ type: 'host', id: String(i), name: '' })),
    attributes: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [String(i), `value ${i}`])),
  }
  const body = encodeEvent(given)
  const [row] = await readBack(await store([body, encodeEvent({ ...given, raw: Buffer.of(1) })]), 2)
  expect(row?.body?.equals(body)).toBe(true)
})

test('rows survive the merge of parts', async () => {
  const bodies = fc.sample(event(), 100).map((given) => Buffer.from(encodeEvent(given)))
  const first = await store(bodies)
  await store(fc.sample(event(), 100).map((given) => encodeEvent(given)))
  await table.query(`OPTIMIZE TABLE ${table.name} FINAL`)
  const rows = await readBack(first, bodies.length)
  expect(rows.map((row) => row.body?.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')))
})

test('a row tells where it stood in Kafka', async () => {
  const [body] = fc.sample(event(), 1).map((given) => encodeEvent(given))
  const first = await store([body as Buffer])
  expect(await readBack(first, 1)).toEqual([
    { topicId, partition: 7, offset: first, fingerprint: expect.any(BigInt), body },
  ])
})

test('the stream of rows may be cut anywhere', async () => {
  const bodies = fc.sample(event(), 20).map((given) => Buffer.from(encodeEvent(given)))
  const first = await store(bodies)
  const chunks: Uint8Array[] = []
  for await (const chunk of await table.select(`WHERE kafka_offset >= ${first} ORDER BY kafka_offset LIMIT 20`))
    chunks.push(chunk)
  const stream = Buffer.concat(chunks)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), (size) => {
      const reader = new RowReader([auditEventSchema])
      const rows: StoredRow[] = []
      for (let at = 0; at < stream.length; at += size) rows.push(...reader.push(stream.subarray(at, at + size)))
      reader.finish()
      expect(rows.map((row) => row.body?.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')))
    }),
  )
  const reader = new RowReader([auditEventSchema])
  reader.push(stream.subarray(0, -1))
  expect(() => reader.finish()).toThrow(expect.objectContaining({ code: 'ROWS_TRUNCATED' }))
})

test('a row whose schema is not known says so', async () => {
  const [body] = fc.sample(event(), 1).map((given) => encodeEvent(given))
  const [row] = await readBack(await store([body as Buffer]), 1, [])
  expect(row?.error?.reason).toBe('UNKNOWN_SCHEMA')
})

test.each([
  ['event_time', 'toDateTime64(0, 6)'],
  ['ingest_time', "toDateTime64('2290-01-01 00:00:00', 6)"],
  ['class_uid', '4294967295'],
  ['producer_seq', '18446744073709551615'],
])('a row in which %s was set to %s cannot have come from a body', async (field, value) => {
  const [body] = fc.sample(event(), 1).map((given) => encodeEvent(given))
  const first = await store([body as Buffer])
  await table.query(
    `ALTER TABLE ${table.name} UPDATE ${field} = ${value} WHERE kafka_offset = ${first} SETTINGS mutations_sync = 1`,
  )
  const [row] = await readBack(first, 1)
  expect(row?.error).toMatchObject({ reason: 'INVALID_FIELD', message: expect.stringContaining(field) })
})
