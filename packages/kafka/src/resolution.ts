/** The marks in audit.dlq.resolved: which dead letters need nothing more, who said so, when and why. */
import { RecordError } from '@trailhouse/errors'
import { formatLetterId, type LetterId, parseLetterId } from './replay.ts'
import type { KafkaRecord, Message } from './types.ts'

const markVersion = 1

/** `replayed`: sent to its topic again in the transaction of this mark. `dismissed`: a person decided that it stays out. */
export type Resolution = 'replayed' | 'dismissed'

export type Mark = {
  readonly letter: LetterId
  readonly how: Resolution
  /** Milliseconds since the epoch, by the clock of whoever resolved it. */
  readonly time: number
  /** `user@host` */
  readonly by: string
  /** Why; '' where nothing was said. */
  readonly note: string
  /** What the letter said, so that the mark can be understood when the letter is gone; '' where it was not known. */
  readonly reason: string
  readonly dataset: string
  readonly tenantId: string
  readonly topic: string
}

const texts = {
  by: 'by',
  note: 'note',
  reason: 'reason',
  dataset: 'dataset',
  tenantId: 'tenant',
  topic: 'topic',
} as const

/** Keyed by the letter; the value is JSON. */
export function markMessage(mark: Mark): Message {
  const said = Object.entries(texts).map(([field, name]) => [name, mark[field as keyof typeof texts]])
  const value = {
    version: markVersion,
    how: mark.how,
    time: new Date(mark.time).toISOString(),
    ...Object.fromEntries(said),
  }
  return { key: formatLetterId(mark.letter), value: JSON.stringify(value) }
}

/** Throws RecordError MALFORMED or INVALID_FIELD for a record that is no mark of a version known here. */
export function readMark(record: Pick<KafkaRecord, 'key' | 'value'>): Mark {
  const letter = parseLetterId(String(record.key))
  const value = jsonObject(String(record.value))
  const how = value['how']
  const time = Date.parse(String(value['time']))
  if (value['version'] !== markVersion) throw new RecordError('INVALID_FIELD', 'the mark has an unknown version')
  if (how !== 'replayed' && how !== 'dismissed') throw new RecordError('INVALID_FIELD', 'the mark does not say how')
  if (Number.isNaN(time)) throw new RecordError('INVALID_FIELD', 'the mark has no time')
  const text = (field: keyof typeof texts): string => {
    const said = value[texts[field]]
    return typeof said === 'string' ? said : ''
  }
  return {
    ...{ letter, how, time, by: text('by'), note: text('note'), reason: text('reason') },
    ...{ dataset: text('dataset'), tenantId: text('tenantId'), topic: text('topic') },
  }
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new RecordError('MALFORMED', 'the mark is not a JSON object')
}
