import { firstText } from '../src/fields/text.ts'

/**
 * Fields of an event by one spelling: event log files have `USER_ID`, objects have `UserId`, reports of them `User ID`;
 * all are `userid` here. Fields without a value are left out.
 */
export type Row = Readonly<Record<string, unknown>>

export function rowOf(record: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, unknown> = Object.create(null)
  for (const field in record) {
    const value = record[field]
    if (value !== '' && value !== null) row[spelled(field)] = value
  }
  return row
}

/** The first of the fields that is present. */
export function first(row: Row, ...fields: readonly string[]): string {
  for (const field of fields) {
    const value = firstText(row[field])
    if (value !== '') return value
  }
  return ''
}

const spellings = new Map<string, string>()
/** The vendor has some hundred fields; names beyond that are somebody's own. */
const maxSpellings = 4096

export function spelled(field: string): string {
  const known = spellings.get(field)
  if (known !== undefined) return known
  const spelling = field.replace(/[_ ]/g, '').toLowerCase()
  if (spellings.size < maxSpellings && field.length < 100) spellings.set(field, spelling)
  return spelling
}
