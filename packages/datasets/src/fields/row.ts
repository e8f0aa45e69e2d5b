import { firstText } from './text.ts'

/**
 * Fields of a flat record by one spelling, for vendors who write the same fields in several: `USER_ID`, `UserId` and
 * `User ID` are all `userid` here. Fields without a value are left out.
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

/** The first of the fields, by their spelling here, that is present as text. */
export function first(row: Row, ...fields: readonly string[]): string {
  for (const field of fields) {
    const value = firstText(row[field])
    if (value !== '') return value
  }
  return ''
}

const spellings = new Map<string, string>()
/** Vendors have some hundred fields each. A record of made-up names costs the others their place, not memory. */
const maxSpellings = 4096

/** A name in lower case, without underscores, hyphens and spaces. */
export function spelled(field: string): string {
  const known = spellings.get(field)
  if (known !== undefined) return known
  // A copy: a slice of an event log file's header would keep the file alive.
  const name = Buffer.from(field).toString()
  const spelling = name.replace(/[_ -]/g, '').toLowerCase()
  if (spellings.size >= maxSpellings) spellings.clear()
  if (name.length < 100) spellings.set(name, spelling)
  return spelling
}
