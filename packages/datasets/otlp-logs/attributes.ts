import { jsonText } from '../src/fields/change.ts'
import { text } from '../src/fields/text.ts'
import type { Attributes, LogRecord, RecordOrigin } from './record.ts'

/** What a resource and a scope say, made once for all records of the scope. */
export function originOf(resource: Attributes, scopeName: string, version: string, scope: Attributes): RecordOrigin {
  const attributes: Record<string, string> = {}
  add(attributes, 'resource.', resource)
  if (scopeName !== '') attributes['scope.name'] = scopeName.toWellFormed()
  if (version !== '') attributes['scope.version'] = version.toWellFormed()
  add(attributes, 'scope.', scope)
  return { resource, scopeName, attributes }
}

/**
 * What the record's own bytes do not say, or not to SQL: the resource and the scope that the batch has once for all its
 * records, and of protobuf the record's attributes and body too.
 */
export function attributesOf(
  { origin, attributes, body, spanId }: LogRecord,
  binary: boolean,
): Readonly<Record<string, string>> {
  if (!binary) return origin.attributes
  const kept = { ...origin.attributes }
  add(kept, '', attributes)
  if (spanId !== '') kept['span_id'] = spanId
  const bodyText = valueText(body)
  if (bodyText !== '') kept['body'] = bodyText
  return kept
}

function add(kept: Record<string, string>, prefix: string, attributes: Attributes): void {
  for (const key in attributes) {
    const value = valueText(attributes[key])
    if (value !== '' && key !== '__proto__') kept[(prefix + key).toWellFormed()] = value
  }
}

/** 16 KiB of one value are enough to find an event by. */
const maxLength = 16_384

function valueText(value: unknown): string {
  const whole = typeof value === 'object' ? jsonText(value).toWellFormed() : text(value)
  return whole.length > maxLength ? whole.slice(0, maxLength).toWellFormed() : whole
}
