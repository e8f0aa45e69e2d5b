import { randomUUID } from 'node:crypto'
import { TrailhouseError } from '@trailhouse/errors'
import { type AvroSchema, auditEventSchema } from '@trailhouse/event'
import { type AvroSchemaJson, connectRegistry, type KafkaRecord } from '@trailhouse/kafka'
import { expect, inject, test } from 'vitest'
import { createWriterSchemas } from '../src/writer-schemas.ts'

const signal = new AbortController().signal
const unknownId = 2_000_000_000

/** What the frame of a record names. */
function recordOf(schemaId: number): KafkaRecord {
  const value = Buffer.alloc(6)
  value.writeInt32BE(schemaId, 1)
  return { offset: 0, timestamp: 0, key: null, value, headers: {} }
}

/** The real registry, each question counted, and a clock that the test moves. */
async function counted(unknown: (id: number) => boolean = () => false) {
  const subject = `${randomUUID()}-value`
  const registry = connectRegistry({ url: inject('registry') })
  const id = await registry.register(subject, auditEventSchema as AvroSchema as AvroSchemaJson, 'FULL_TRANSITIVE')
  const asked: number[] = []
  const clock = { now: 0 }
  const schemaOf = async (of: number) => {
    asked.push(of)
    if (unknown(of)) throw new TrailhouseError('SCHEMA_UNKNOWN', 'not asked: two thousand questions take 10 s')
    return registry.schemaOf(of, subject)
  }
  const schemas = createWriterSchemas(
    { schemaOf },
    subject,
    () => undefined,
    () => clock.now,
  )
  return { id, asked, clock, schemasOf: (...ids: number[]) => schemas.schemasOf(ids.map(recordOf), signal) }
}

test('the registry is asked once for a schema that it knows', async () => {
  const { id, asked, schemasOf } = await counted()
  await schemasOf(id)
  expect(await schemasOf(id)).toEqual(new Map([[id, auditEventSchema]]))
  expect(asked).toEqual([id])
})

test('an id that the registry does not know is asked for again after a minute, not for each batch', async () => {
  const { asked, clock, schemasOf } = await counted()
  expect(await schemasOf(unknownId)).toEqual(new Map())
  clock.now = 59_999
  expect(await schemasOf(unknownId)).toEqual(new Map())
  expect(asked).toEqual([unknownId])
  clock.now = 60_000
  await schemasOf(unknownId)
  expect(asked).toEqual([unknownId, unknownId])
})

test('of many unknown ids the oldest are forgotten', async () => {
  const { asked, schemasOf } = await counted((id) => id >= unknownId)
  const ids = Array.from({ length: 1_001 }, (_, i) => unknownId + i)
  await schemasOf(...ids)
  await schemasOf(unknownId, unknownId + 1_000)
  expect(asked).toEqual([...ids, unknownId])
})
