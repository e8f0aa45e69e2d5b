import { type MapContext, type Mapper, MappingError } from '@trailhouse/datasets'
import type { ReasonCode } from '@trailhouse/errors'
import type { AuditEvent } from '@trailhouse/event'

/** Finds the mapper of a record: the named dataset's, or the detected one's. */
export type MapperOf = (raw: Uint8Array) => Mapper | undefined

/** What became of one record. */
export type Answer =
  | { readonly events: readonly AuditEvent[] }
  | { readonly reason: ReasonCode; readonly error: string }

/** Maps one record; whatever is wrong with it is part of the answer. */
export function answer(raw: Uint8Array, mapperOf: MapperOf, context: MapContext): Answer {
  const mapper = mapperOf(raw)
  if (mapper === undefined)
    return { reason: 'UNKNOWN_DATASET', error: 'no dataset is sure that this record is its own' }
  try {
    return { events: mapper.map(raw, context) }
  } catch (error) {
    if (error instanceof MappingError) return { reason: error.reason, error: error.message }
    throw error
  }
}

/** What is printed of an event. */
export type Print = (event: AuditEvent) => object

/** The lines to print for a record: one an event, or one that says why there is none. */
export function plainLines(answer: Answer, line: number, print: Print): string {
  if ('error' in answer) return `${JSON.stringify({ error: answer.error, reason: answer.reason, line })}\n`
  return answer.events.map((event) => `${JSON.stringify(print(event))}\n`).join('')
}

/** The line to print for a record that came as `{"id","raw"}`. */
export function envelopeLine(answer: Answer, id: unknown, print: Print): string {
  if ('error' in answer) return `${JSON.stringify({ id, error: `${answer.reason}: ${answer.error}` })}\n`
  return `${JSON.stringify({ id, events: answer.events.map(print) })}\n`
}

/** Reads an input line of the envelope form. */
export function readEnvelope(line: Buffer | undefined): { id: unknown; raw: Buffer } | undefined {
  if (line === undefined) return undefined
  try {
    const { id, raw } = JSON.parse(line.toString('utf8'))
    return typeof raw === 'string' ? { id, raw: Buffer.from(raw) } : undefined
  } catch {
    return undefined
  }
}
