import type { Limits } from '../src/mapper.ts'
import { child, parseXml } from '../src/parsers/xml.ts'
import type { Entry } from './entry.ts'
import { readNamed } from './json.ts'

/**
 * A record of either XML format: members as attributes (OLD), or as elements (NEW).
 * https://dev.mysql.com/doc/refman/8.4/en/audit-log-file-formats.html
 */
export function readXml(xml: string, limits: Limits): Entry {
  const record = parseXml(xml, limits)
  return readNamed((name) => (record.attributes.get(name) ?? child(record, name)?.text ?? '').trim().toWellFormed())
}

const opening = Buffer.from('<AUDIT_RECORD')
const closing = Buffer.from('</AUDIT>')

/** The bytes of each record in a file or a part of one; the server closes its root element only when it ends. */
export function recordsIn(raw: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const records: Uint8Array[] = []
  let start = bytes.indexOf(opening)
  while (start >= 0) {
    const next = bytes.indexOf(opening, start + opening.length)
    const last = next < 0 ? bytes.indexOf(closing, start) : next
    const end = last < 0 ? raw.length : last
    records.push(raw.subarray(start, endOfText(raw, start, end)))
    start = next
  }
  return records
}

function endOfText(raw: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && (raw[at - 1] ?? 0) <= 0x20) at -= 1
  return at
}
