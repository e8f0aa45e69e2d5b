import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRecords } from '../salesforce/csv.ts'
import { MappingError } from '../src/mapper.ts'

const quoted = (fields: readonly string[]) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')
const header = ['EVENT_TYPE', 'TIMESTAMP', 'USER_NAME']
const rowsOf = (text: string, most = 1000) => csvRecords(Buffer.from(text), most)
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((value) => value.toWellFormed())

test('an event log file gives each row its fields and its own bytes, whatever is in them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, end) => {
        const lines = rows.map(quoted)
        const found = rowsOf([quoted(header), ...lines, ''].join(end))
        expect(found.map(({ line }) => Buffer.from(line).toString())).toEqual(lines)
        expect(found.map(({ row }) => [row['eventtype'], row['timestamp'], row['username']])).toEqual(rows)
      },
    ),
  )
})

test('a quote that is never closed costs the rest of its file, not the rows before it', () => {
  expect(rowsOf(`${quoted(header)}\n${quoted(['Login', '1', 'ada'])}\n"Login,2,grace\nLogin,3,eve\n`)).toHaveLength(2)
})

test('a file without a header, or with too many rows, is refused with its reason', () => {
  const reasonOf = (file: string, most: number) => {
    try {
      return rowsOf(file, most).length
    } catch (error) {
      return error instanceof MappingError ? error.reason : error
    }
  }
  expect(reasonOf('a,b\n1,2', 10)).toBe('MALFORMED')
  expect(reasonOf(`${quoted(header)}\na\nb\nc\n`, 3)).toBe(3)
  expect(reasonOf(`${quoted(header)}\na\nb\nc\nd\n`, 3)).toBe('TOO_MANY_EVENTS')
})
