import { RecordError } from '@trailhouse/errors'
import {
  attemptOf,
  type DeadLetter,
  firstOriginOf,
  formatOrigin,
  type KafkaRecord,
  readDeadLetter,
} from '@trailhouse/kafka'
import { allColumns, CellBlock, type Columns } from './cell-block.ts'
import type { Encoding } from './row-block.ts'

/** Longest excerpt of the original value, bytes. */
const excerptBytes = 256

const columns: Columns = [
  ['time', "DateTime64(3, 'UTC')"],
  ['reason', 'String'],
  ['detail', 'String'],
  ['stage', 'String'],
  ['dataset', 'String'],
  ['tenant_id', 'String'],
  ['mapper', 'String'],
  ['origin_topic', 'String'],
  ['origin_partition', 'UInt32'],
  ['origin_offset', 'UInt64'],
  ['origin_timestamp', "DateTime64(3, 'UTC')"],
  ['first_origin', 'String'],
  ['attempt', 'UInt16'],
  ['size', 'UInt64'],
  ['excerpt', 'String'],
]

/**
 * Records of `audit.dlq` to rows of `audit.dead_letters`. Every record becomes a row: what is no dead letter is shown as
 * one that cannot be read, since a dead letter about a dead letter would never end.
 */
export const deadLetterRows: Encoding<CellBlock> = {
  table: 'dead_letters',
  columns: allColumns(columns).map(([name]) => name),
  holdsEvents: false,
  open: (home) => new CellBlock(home, columns),
  release: () => undefined,
  append: (block, record) => {
    const letter = read(record)
    const { origin, reason, detail, stage, dataset, tenantId, mapper, firstOrigin, attempt } = letter
    const value = record.value ?? Buffer.alloc(0)
    const why = [record.timestamp, reason, detail, stage, dataset, tenantId, mapper]
    const place = [origin.topic, origin.partition, origin.offset, origin.timestamp, firstOrigin, attempt]
    block.append(record, { dataset, cells: [...why, ...place, value.length, excerpt(value)] })
    return undefined
  },
}

type Shown = Omit<DeadLetter, 'original' | 'stage'> & {
  readonly stage: string
  readonly firstOrigin: string
  readonly attempt: number
}

function read(record: KafkaRecord): Shown {
  try {
    const letter = readDeadLetter(record)
    const attempt = Math.min(attemptOf(letter), 65_535)
    return { ...letter, firstOrigin: formatOrigin(firstOriginOf(letter)), attempt }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    const origin = { topic: '', topicId: '', partition: 0, offset: 0, timestamp: record.timestamp }
    const why = { reason: 'MALFORMED', detail: `not a dead letter: ${error.message}` } as const
    return { ...why, stage: '', dataset: '', tenantId: '', mapper: '', origin, firstOrigin: '', attempt: 1 }
  }
}

/** The first bytes as text that is safe to print: what is not UTF-8, and control characters, as U+FFFD. */
function excerpt(value: Uint8Array): string {
  const decoded = Buffer.from(value.subarray(0, excerptBytes)).toString('utf8')
  return decoded.replaceAll(/\p{Cc}/gu, '\u{fffd}')
}
