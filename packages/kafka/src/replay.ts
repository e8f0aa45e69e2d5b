/** A dead letter on its way back to the topic that it came from, and how its next arrival is told from a new record. */
import {
  type DeadLetter,
  firstOriginHeader,
  formatOrigin,
  headerText,
  type Origin,
  parseOrigin,
} from './dead-letter.ts'
import type { Headers, Message } from './types.ts'

/** Place of a dead letter in audit.dlq. */
export type LetterId = Origin

/** Headers of a replayed record: which arrival it is, 2 for the first replay, and the letter that it was. */
const attemptHeader = 'trailhouse-attempt'
const replayOfHeader = 'trailhouse-replay-of'

/** `<topic uuid>/<partition>/<offset>` */
export const formatLetterId = ({ topicId, partition, offset }: LetterId): string => `${topicId}/${partition}/${offset}`

/** Throws RecordError INVALID_FIELD. */
export const parseLetterId = (text: string): LetterId => parseOrigin(text.replaceAll('/', ':'))

/** Where the record was when it first arrived, however often it was replayed since. */
export function firstOriginOf({ origin, original }: Pick<DeadLetter, 'origin' | 'original'>): Origin {
  const { topicId, partition, offset } = origin
  return placeIn(original.headers, firstOriginHeader, parseOrigin) ?? { topicId, partition, offset }
}

/** 1 for a record that was never replayed. */
export function attemptOf({ original }: Pick<DeadLetter, 'original'>): number {
  const text = headerText(original.headers, attemptHeader) ?? ''
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1
}

/** The letter whose replay failed and became this one. */
export const replayOf = ({ original }: Pick<DeadLetter, 'original'>): LetterId | undefined =>
  placeIn(original.headers, replayOfHeader, parseLetterId)

/** The record as it was: key, value and headers byte for byte, with our three headers beside them. */
export function replayMessage(letter: DeadLetter, id: LetterId): Message {
  const { key, value, headers } = letter.original
  const ours = {
    [firstOriginHeader]: formatOrigin(firstOriginOf(letter)),
    [attemptHeader]: String(attemptOf(letter) + 1),
    [replayOfHeader]: formatLetterId(id),
  }
  return { key, value, headers: { ...headers, ...ours } }
}

/** Headers come from whoever wrote the record: what is not a place counts as absent. */
function placeIn(headers: Headers, name: string, parse: (text: string) => Origin): Origin | undefined {
  const text = headerText(headers, name)
  if (text === undefined) return undefined
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
