import { RecordError } from '@trailhouse/errors'
import { eventColumns, FRAME_HEADER, framedSchemaId, NativeBlock } from '@trailhouse/event'
import type { Encoding } from './row-block.ts'
import type { WriterSchemas } from './writer-schemas.ts'

/** Blocks kept for the next range: one for each insert under way and one that is being filled. */
const idleBlocks = 8
/** A block that has grown beyond this is not kept: one huge record must not hold its memory for ever. */
const largestKept = 64 * 1024 * 1024

/** Records of `audit.normalized`, framed Avro, to rows of `audit.events`, each by the function of its writer schema. */
export function eventRows(schemas: WriterSchemas): Encoding<NativeBlock> {
  const idle: NativeBlock[] = []
  const encoding: Encoding<NativeBlock> = {
    table: 'events',
    holdsEvents: true,
    columns: eventColumns.map((column) => column.name),
    open: (home) => {
      const block = idle.pop()
      block?.clear(home)
      return block ?? new NativeBlock(home)
    },
    release: (block) => {
      if (idle.length < idleBlocks && block.capacity <= largestKept) idle.push(block)
    },
    append: (block, record, partition) => {
      const value = record.value
      if (value === null) throw new RecordError('EMPTY_RECORD', 'the record has no value')
      const id = framedSchemaId(value)
      const transcode = schemas.known(id)
      if (!transcode) return schemas.load(id, partition).then(() => undefined)
      transcode(block, value, FRAME_HEADER, value.length, record.offset)
      return undefined
    },
  }
  return encoding
}
