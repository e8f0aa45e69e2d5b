import avro from 'avsc'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalForm } from '../src/fingerprint.ts'
import {
  type AvroSchema,
  auditEventSchema,
  compileTranscoder,
  decodeEvent,
  encodeEvent,
  NativeBlock,
  readRows,
} from '../src/index.ts'
import { event } from './support/arbitrary.ts'
import { createEventTable, type EventTable } from './support/clickhouse.ts'
import { changedVersion, changeField, fieldOf, withoutFields } from './support/versions.ts'

const topicId = '0198b2c4-1234-7abc-8000-0123456789ab'
const older = withoutFields(
  'tenant_id',
  'outcome',
  'targets',
  'changed',
  'attributes',
  'raw',
  'producer_seq',
  'revision',
)
const reordered = changedVersion((schema) => void schema.fields.reverse())
const otherSymbols = changedVersion((schema) => {
  const type = fieldOf(schema, 'actor_type').type as { symbols: string[] }
  type.symbols.reverse()
})

let table: EventTable
beforeAll(async () => {
  table = await createEventTable()
})
afterAll(() => table.drop())

/** A body as that writer writes the event; without attributes, whose order avsc does not keep. */
function write(schema: AvroSchema, given: object): Buffer {
  return avro.Type.forSchema(schema as avro.Schema).toBuffer({ ...given, attributes: {} })
}

test.each([
  ['lacks fields', older],
  ['has its fields in another order', reordered],
  ['has its symbols in another order', otherSymbols],
])('a row of a writer that %s is the event that avsc resolves, and gives back that body', async (name, schema) => {
  const transcode = compileTranscoder(schema)
  const canonical = compileTranscoder(auditEventSchema)
  const bodies = fc.sample(event(), 100).map((given) => write(schema, { ...given, raw: Buffer.from(given.raw) }))
  const [block, resolved] = [
    new NativeBlock({ topicId, partition: name.length }),
    new NativeBlock({ topicId, partition: 0 }),
  ]
  for (const [i, body] of bodies.entries()) {
    transcode(block, body, 0, body.length, i)
    const current = encodeEvent(decodeEvent(body, schema))
    canonical(resolved, current, 0, current.length, i)
  }
  await table.insert(block.finish())
  const rows = []
  const where = `WHERE kafka_partition = ${name.length} ORDER BY kafka_offset`
  for await (const batch of readRows(await table.select(where), [auditEventSchema, schema])) rows.push(...batch)
  expect(rows.map((row) => row.body?.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')))
  expect(fieldBytes(block)).toBe(fieldBytes(resolved))
})

/** The columns of the event alone: those of the sink, at the end, differ. */
function fieldBytes(block: NativeBlock): string {
  const bytes = Buffer.concat(block.finish())
  return bytes.subarray(0, bytes.indexOf('kafka_topic_id')).toString('hex')
}

test('rows of several writers stand in one block, as while a fleet is upgraded', async () => {
  const schemas = [auditEventSchema, older, reordered, otherSymbols]
  const transcoders = schemas.map(compileTranscoder)
  const block = new NativeBlock({ topicId, partition: 8_000 })
  const bodies = fc.sample(event(), 80).map((given, i) => {
    const body = write(schemas[i % 4] as AvroSchema, { ...given, raw: Buffer.from(given.raw) })
    transcoders[i % 4]?.(block, body, 0, body.length, i)
    return body
  })
  await table.insert(block.finish())
  const rows = []
  const chunks = await table.select('WHERE kafka_partition = 8000 ORDER BY kafka_offset')
  for await (const batch of readRows(chunks, schemas)) rows.push(...batch)
  expect(rows.map((row) => row.body?.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')))
})

test('a column that the writer did not write and that does not hold its default betrays a change', async () => {
  const transcode = compileTranscoder(older)
  const block = new NativeBlock({ topicId, partition: 9_000 })
  const body = write(older, { ...fc.sample(event(), 1)[0] })
  transcode(block, body, 0, body.length, 0)
  await table.insert(block.finish())
  await table.query(
    `ALTER TABLE ${table.name} UPDATE tenant_id = 'other' WHERE kafka_partition = 9000 SETTINGS mutations_sync = 1`,
  )
  for await (const [row] of readRows(await table.select('WHERE kafka_partition = 9000'), [older]))
    expect(row?.error?.message).toContain('tenant_id')
})

const code = (schema: AvroSchema) => {
  try {
    compileTranscoder(schema)
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'compiled'
}

test('a writer that knows more than the table is reported as newer', () => {
  const field = changedVersion((schema) => void schema.fields.push({ name: 'mood', type: 'string', default: '' }))
  const symbol = changedVersion((schema) => {
    ;(fieldOf(schema, 'outcome').type as { symbols: string[] }).symbols.push('partial')
  })
  expect([code(field), code(symbol)]).toEqual(['WRITER_SCHEMA_NEWER', 'WRITER_SCHEMA_NEWER'])
})

test('a writer of another record, of another type or without a needed field is incompatible', () => {
  const retyped = changedVersion((schema) => changeField(schema, 'class_uid', { type: 'long' }))
  const renamed = changedVersion((schema) => void Object.assign(schema, { name: 'Other' }))
  const schemas = [retyped, renamed, withoutFields('event_id'), { type: 'string' }, 'string']
  expect(schemas.map(code)).toEqual(schemas.map(() => 'SCHEMA_INCOMPATIBLE'))
})

test('a writer schema may be given with full names, as a registry that normalizes gives it', () => {
  const schema = JSON.parse(canonicalForm(auditEventSchema))
  const [body] = fc.sample(event(), 1).map((given) => encodeEvent(given)) as [Buffer]
  const [plain, normalized] = [new NativeBlock({ topicId, partition: 0 }), new NativeBlock({ topicId, partition: 0 })]
  compileTranscoder(auditEventSchema)(plain, body, 0, body.length, 1)
  compileTranscoder(schema)(normalized, body, 0, body.length, 1)
  expect(Buffer.concat(normalized.finish())).toEqual(Buffer.concat(plain.finish()))
})
