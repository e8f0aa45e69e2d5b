import { auditEventSchema, blankEvent, compileTranscoder, encodeFramed, uuidv7 } from '@trailhouse/event'
import type { AssignedPartition, KafkaRecord } from '@trailhouse/kafka'
import { expect, test } from 'vitest'
import { eventRows } from '../src/event-rows.ts'
import type { WriterSchemas } from '../src/writer-schemas.ts'

const partition = { topicId: '00000000-0000-4000-8000-000000000000', partition: 0 } as AssignedPartition
const now = Date.now() * 1000
const event = { ...blankEvent(), event_id: uuidv7(), event_time: now, ingest_time: now }
const record = { offset: 7, timestamp: 0, key: null, value: encodeFramed(1, event), headers: {} } satisfies KafkaRecord

/** While the schema is asked for, the timer of another range's age may cut the block: what came into it then was lost. */
test('a record whose schema must be asked for comes into no block until it is given again', async () => {
  let known = false
  const schemas = {
    known: () => (known ? compileTranscoder(auditEventSchema) : undefined),
    load: async () => {
      known = true
    },
  } as unknown as WriterSchemas
  const rows = eventRows(schemas)
  const cut = rows.open(partition)
  await rows.append(cut, record, partition)
  expect(cut.rows).toBe(0)
  const open = rows.open(partition)
  expect(rows.append(open, record, partition)).toBeUndefined()
  expect(open.rows).toBe(1)
})
