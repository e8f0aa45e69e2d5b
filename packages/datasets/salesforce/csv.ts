import { type Row, spelled } from '../src/fields/row.ts'
import { MappingError } from '../src/mapper.ts'
import { csvFields } from '../src/parsers/csv.ts'

export type CsvRecord = { readonly row: Row; readonly line: Uint8Array }

/** An event log file begins with the names of its fields, quoted or not. */
export const isEventLogFile = (text: string): boolean => /^"?EVENT_TYPE"?,"?TIMESTAMP"?,/.test(text)

/**
 * The rows of a CSV file whose first line names the fields.
 * @throws MappingError MALFORMED, TOO_MANY_EVENTS
 */
export function csvRecords(raw: Uint8Array, maxEvents: number): CsvRecord[] {
  const lines = linesOf(raw, maxEvents + 1)
  const header = csvFields(decoded(lines[0]).replace(/^\uFEFF/, '')).map(spelled)
  if (!header.some((field) => identifying.has(field))) {
    throw new MappingError('MALFORMED', 'the record is neither JSON nor CSV that begins with the names of its fields')
  }
  if (lines.length - 1 > maxEvents) {
    throw new MappingError('TOO_MANY_EVENTS', `the file has more than ${maxEvents} rows`)
  }
  return lines.slice(1).map((line) => ({ row: rowFrom(header, csvFields(decoded(line))), line }))
}

const identifying = new Set(['eventtype', 'eventidentifier', 'logintime', 'createddate'])

function rowFrom(header: readonly string[], values: readonly string[]): Row {
  const row: Record<string, unknown> = Object.create(null)
  for (let index = 0; index < header.length; index++) {
    const value = values[index] ?? ''
    if (value !== '') row[header[index] ?? ''] = value
  }
  return row
}

const decoded = (line: Uint8Array | undefined): string => Buffer.from(line ?? []).toString('utf8')

/** Lines outside of quotes, without those that are empty; one more than `most` is enough to know that there are too many. */
function linesOf(raw: Uint8Array, most: number): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at <= raw.length && lines.length <= most; at++) {
    if (raw[at] === quote) quoted = !quoted
    if (at < raw.length && (quoted || raw[at] !== newline)) continue
    const end = at > start && raw[at - 1] === carriageReturn ? at - 1 : at
    if (end > start) lines.push(raw.subarray(start, end))
    start = at + 1
  }
  return lines
}

const quote = 0x22
const newline = 0x0a
const carriageReturn = 0x0d
