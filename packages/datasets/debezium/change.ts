import { changedMembers, pointerTo } from '../src/fields/change.ts'
import { isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord, Source } from '../src/json-mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import type { Envelope } from './envelope.ts'

/** A document longer than this is kept, and not looked into. */
const maxParsed = 64 * 1024

/** A row before and after a change, as text and, to look into, as JSON. */
export type Rows = {
  readonly before: string
  readonly after: string
  readonly row: JsonRecord
  readonly changed: readonly string[]
}

/**
 * Relational connectors write rows as JSON, of which the exact text is kept; the MongoDB connector writes documents as
 * text, and of an update without its document only what changed.
 */
export function rowsOf(envelope: Envelope, source: Source): Rows {
  const { members, path } = envelope
  const before = side(members['before'], source, [...path, 'before'])
  const after = side(members['after'], source, [...path, 'after'])
  const update = object(members['updateDescription'])
  const changed = isObject(members['updateDescription'])
    ? updatedMembers(update)
    : changedMembers(before.row, after.row)
  const patch = text(update['updatedFields']) || text(members['patch'])
  return {
    before: before.text,
    after: after.text || patch,
    row: after.row ?? before.row ?? keyOfDocument(members),
    changed: before.row !== undefined || changed.length > 0 ? changed : [],
  }
}

type Side = { readonly text: string; readonly row: JsonRecord | undefined }

function side(value: unknown, source: Source, path: readonly string[]): Side {
  if (isObject(value)) return { text: source.member(...path), row: value }
  const document = text(value)
  if (document.length > maxParsed) return { text: document, row: undefined }
  const row = embeddedObject(document)
  return { text: row === undefined && document !== '' ? source.member(...path) : document, row }
}

/** https://debezium.io/documentation/reference/stable/connectors/mongodb.html#mongodb-change-events */
function updatedMembers(update: JsonRecord): string[] {
  const updated = text(update['updatedFields'])
  const fields = Object.keys((updated.length > maxParsed ? undefined : embeddedObject(updated)) ?? {})
  const removed = list(update['removedFields']).map(text)
  const truncated = list(update['truncatedArrays']).map((entry) => text(object(entry)['field']))
  return [...fields, ...removed, ...truncated]
    .filter(Boolean)
    .slice(0, 100)
    .map((field) => field.split('.').map(pointerTo).join(''))
}

/** Before 2.0 the connector gave the document's key in `filter`. */
const keyOfDocument = (members: JsonRecord): JsonRecord => embeddedObject(text(members['filter'])) ?? {}

/** Columns of a flat record: all that is not metadata. */
export function columnsOf(members: JsonRecord): JsonRecord {
  const columns: JsonRecord = Object.create(null)
  for (const name in members) if (!name.startsWith('__')) columns[name] = members[name]
  return columns
}
