import { RecordError } from '@trailhouse/errors'
import { type KafkaRecord, type Mark, readMark } from '@trailhouse/kafka'
import { allColumns, CellBlock, type Columns } from './cell-block.ts'
import type { Encoding } from './row-block.ts'

const columns: Columns = [
  ['letter_topic_id', 'UUID'],
  ['letter_partition', 'UInt32'],
  ['letter_offset', 'UInt64'],
  ['time', "DateTime64(3, 'UTC')"],
  ['how', 'String'],
  ['by', 'String'],
  ['note', 'String'],
  ['reason', 'String'],
  ['dataset', 'String'],
  ['tenant_id', 'String'],
  ['origin_topic', 'String'],
]

/**
 * Records of `audit.dlq.resolved` to rows of `audit.dead_letter_marks`. Every record becomes a row, as with dead letters:
 * what is no mark has how = '' and belongs to no letter.
 */
export const markRows: Encoding<CellBlock> = {
  table: 'dead_letter_marks',
  columns: allColumns(columns).map(([name]) => name),
  holdsEvents: false,
  open: (home) => new CellBlock(home, columns),
  release: () => undefined,
  append: (block, record) => {
    const { letter, time, how, by, note, reason, dataset, tenantId, topic } = read(record)
    const { topicId, partition, offset } = letter
    const cells = [topicId, partition, offset, time, how, by, note, reason, dataset, tenantId, topic]
    block.append(record, { dataset, cells })
    return undefined
  },
}

function read(record: KafkaRecord): Omit<Mark, 'how'> & { readonly how: string } {
  try {
    return readMark(record)
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    const letter = { topicId: '00000000-0000-0000-0000-000000000000', partition: 0, offset: 0 }
    const note = `not a mark: ${error.message}`
    return { letter, time: record.timestamp, how: '', by: '', note, reason: '', dataset: '', tenantId: '', topic: '' }
  }
}
