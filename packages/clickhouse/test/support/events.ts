import {
  type AuditEvent,
  auditEventSchema,
  blankEvent,
  compileTranscoder,
  encodeEvent,
  eventColumns,
  NativeBlock,
  uuidv7,
} from '@trailhouse/event'
import type { NativeInsert } from '../../src/index.ts'

export const topicId = '4c6fcb49-9d6f-4b08-a8d4-2f9a0f6f1d11'
export const columnNames = eventColumns.map(({ name }) => name)
const transcode = compileTranscoder(auditEventSchema)

export function event(fields: Partial<AuditEvent>): AuditEvent {
  const time = Date.UTC(2026, 2, 10, 12) * 1000
  return { ...blankEvent(), event_id: uuidv7(Date.now()), event_time: time, ingest_time: time, ...fields }
}

/** The events as the sink inserts them: one block, offsets from `first`, under a token that names the range. */
export function insertOf(events: readonly AuditEvent[], first = 0, partition = 0): NativeInsert {
  const block = new NativeBlock({ topicId, partition })
  events.forEach((one, at) => {
    const body = encodeEvent(one)
    transcode(block, body, 0, body.length, first + at)
  })
  const token = `${topicId}:${partition}:${first}-${first + events.length - 1}`
  return { table: 'events', columns: columnNames, block: block.finish(), token }
}
