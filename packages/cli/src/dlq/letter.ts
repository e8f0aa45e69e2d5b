import { RecordError } from '@trailhouse/errors'
import {
  attemptOf,
  type DeadLetter,
  firstOriginOf,
  formatLetterId,
  formatOrigin,
  type KafkaRecord,
  type LetterId,
  type Mark,
  readDeadLetter,
  replayOf,
} from '@trailhouse/kafka'

/** One record of audit.dlq. */
export type Letter = {
  readonly id: LetterId
  /** When it became a dead letter, ms since the epoch. */
  readonly time: number
  readonly record: KafkaRecord
  /** A text instead: why the record is no dead letter. Such a one cannot be replayed, only dismissed. */
  readonly content: DeadLetter | string
}

export function letterOf(record: KafkaRecord, place: { topicId: string; partition: number }): Letter {
  const id = { topicId: place.topicId, partition: place.partition, offset: record.offset }
  return { id, time: record.timestamp, record, content: contentOf(record) }
}

function contentOf(record: KafkaRecord): DeadLetter | string {
  try {
    return readDeadLetter(record)
  } catch (error) {
    if (error instanceof RecordError) return `not a dead letter: ${error.message}`
    throw error
  }
}

/** A letter in the fields that are filtered by, listed and printed as JSON. No part of the record itself. */
export type Summary = {
  readonly letter: string
  readonly time: string
  readonly state: 'open' | Mark['how']
  readonly reason: string
  readonly detail: string
  readonly stage: string
  readonly dataset: string
  readonly tenant: string
  readonly mapper: string
  readonly topic: string
  readonly partition: number | null
  readonly offset: number | null
  /** Bytes of the record's value; null where it has none. */
  readonly size: number | null
  /** 1 for a record's first arrival; all its attempts have one first_origin. */
  readonly attempt: number
  readonly first_origin: string
  readonly replay_of: string
  readonly resolved: { readonly time: string; readonly by: string; readonly note: string } | null
}

export function summaryOf(letter: Letter, mark: Mark | undefined): Summary {
  const { content, record } = letter
  return {
    letter: formatLetterId(letter.id),
    time: new Date(letter.time).toISOString(),
    state: mark?.how ?? 'open',
    ...(typeof content === 'string' ? { ...unknown, detail: content } : said(content)),
    size: record.value?.length ?? null,
    resolved: mark ? { time: new Date(mark.time).toISOString(), by: mark.by, note: mark.note } : null,
  }
}

function said(content: DeadLetter) {
  const { reason, detail, stage, dataset, tenantId: tenant, mapper, origin } = content
  const replayed = replayOf(content)
  return {
    ...{ reason, detail, stage, dataset, tenant, mapper },
    ...{ topic: origin.topic, partition: origin.partition, offset: origin.offset },
    attempt: attemptOf(content),
    first_origin: formatOrigin(firstOriginOf(content)),
    replay_of: replayed ? formatLetterId(replayed) : '',
  }
}

const unknown = {
  ...{ reason: 'MALFORMED', stage: '', dataset: '', tenant: '', mapper: '', topic: '', partition: null, offset: null },
  ...{ attempt: 1, first_origin: '', replay_of: '' },
}
