import { type ReasonCode, RecordError, reasonCodes } from '@trailhouse/errors'
import type { Headers, KafkaRecord, Message } from './types.ts'

/** Longest text of a `detail` header, in UTF-16 units: enough for a sentence and a path into the record. */
export const maxDetailLength = 1_024

/**
 * The record's own headers stand in the dead letter under this prefix, so that none of them can be taken for one of
 * ours, whatever it is called, and all come back byte for byte.
 */
export const originalPrefix = 'original.'

/** Which service gave the record up. */
export type Stage = 'normalizer' | 'sink'

export type Origin = { readonly topicId: string; readonly partition: number; readonly offset: number }

export type Verdict = {
  readonly reason: ReasonCode
  /** A sentence for a person: what is wrong, and where in the record. */
  readonly detail: string
  readonly stage: Stage
  /** '' where it was not known yet. */
  readonly dataset: string
  /** '' where it was not known yet. */
  readonly tenantId: string
  /** `aws-cloudtrail@1`; '' where no mapper was reached. */
  readonly mapper: string
}

export type DeadLetter = Verdict & {
  readonly origin: Origin & { readonly topic: string /** ms */; readonly timestamp: number }
  readonly original: { readonly key: Buffer | null; readonly value: Buffer | null; readonly headers: Headers }
}

/** The message of audit.dlq for a record that cannot be processed: its own bytes, and why. */
export function deadLetter(
  record: KafkaRecord,
  from: { readonly topic: string; readonly topicId: string; readonly partition: number },
  verdict: Verdict,
): Message {
  const headers: Record<string, Headers[string]> = {
    reason: verdict.reason,
    detail: verdict.detail.slice(0, maxDetailLength),
    stage: verdict.stage,
    dataset: verdict.dataset,
    tenant: verdict.tenantId,
    mapper: verdict.mapper,
    'origin-topic': from.topic,
    'origin-topic-id': from.topicId,
    'origin-partition': String(from.partition),
    'origin-offset': String(record.offset),
    'origin-timestamp': String(record.timestamp),
  }
  for (const [name, value] of Object.entries(record.headers)) headers[originalPrefix + name] = value
  return { key: record.key, value: record.value, headers }
}

/** Throws RecordError MISSING_FIELD or INVALID_FIELD for a record that is no dead letter. */
export function readDeadLetter(record: KafkaRecord): DeadLetter {
  const text = (name: string): string => requiredHeader(record.headers, name)
  return {
    reason: reasonOf(text('reason')),
    detail: text('detail'),
    stage: stageOf(text('stage')),
    dataset: text('dataset'),
    tenantId: text('tenant'),
    mapper: text('mapper'),
    origin: {
      topic: text('origin-topic'),
      topicId: text('origin-topic-id'),
      partition: integerOf(text('origin-partition')),
      offset: integerOf(text('origin-offset')),
      timestamp: integerOf(text('origin-timestamp')),
    },
    original: { key: record.key, value: record.value, headers: originalHeaders(record.headers) },
  }
}

function originalHeaders(headers: Headers): Headers {
  const own = Object.entries(headers).filter(([name]) => name.startsWith(originalPrefix))
  return Object.fromEntries(own.map(([name, value]) => [name.slice(originalPrefix.length), value]))
}

/** The text of a header; of one that is given more than once, the last. undefined when it is absent or null. */
export function headerText(headers: Headers, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  const last = Array.isArray(value) ? value.at(-1) : value
  return last?.toString()
}

function requiredHeader(headers: Headers, name: string): string {
  const text = headerText(headers, name)
  if (text === undefined) throw new RecordError('MISSING_FIELD', `a dead letter has a header ${name}; this has none`)
  return text
}

function reasonOf(text: string): ReasonCode {
  const reason = reasonCodes.find((code) => code === text)
  if (reason === undefined) throw new RecordError('INVALID_FIELD', `header reason is not a known reason: ${text}`)
  return reason
}

function stageOf(text: string): Stage {
  if (text === 'normalizer' || text === 'sink') return text
  throw new RecordError('INVALID_FIELD', `header stage is neither normalizer nor sink: ${text}`)
}

/**
 * Header of a replayed record: where the record was when it first arrived. Ids that are derived from a record's place
 * are derived from this one, so that a replay gives the same ids as the first arrival would have.
 */
export const firstOriginHeader = 'trailhouse-first-origin'

/** `<topic uuid>:<partition>:<offset>` */
export const formatOrigin = (origin: Origin): string => `${origin.topicId}:${origin.partition}:${origin.offset}`

const originPattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,10}):(\d{1,16})$/

/** Throws RecordError INVALID_FIELD. */
export function parseOrigin(text: string): Origin {
  const [, topicId, partition, offset] = originPattern.exec(text) ?? []
  if (topicId === undefined || partition === undefined || offset === undefined) {
    throw new RecordError('INVALID_FIELD', `header ${firstOriginHeader} is not <topic uuid>:<partition>:<offset>`)
  }
  return { topicId, partition: integerOf(partition), offset: integerOf(offset) }
}

function integerOf(text: string): number {
  const value = Number(text)
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(value)) return value
  throw new RecordError('INVALID_FIELD', `a header holds ${text.slice(0, 40)} where a whole number belongs`)
}
