import { type AuditdRecord, auditdFields, parseAuditd } from '../src/parsers/auditd.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'
import { type AuditdEvent, named } from './event.ts'
import { knownTypes } from './types.ts'

/** A line of a record, and where it stands in its bytes. */
export type Line = { readonly text: string; readonly start: number; readonly end: number }

/** Lines of one event that came together, and the bytes from the first to the last of them. */
export type LineEvent = AuditdEvent & { readonly start: number; readonly end: number }

/**
 * Joins the lines of each event by node, time and serial. Lines of `ausearch` between events, and others that are no
 * audit record, belong to none.
 *
 * @param now microseconds since 1970-01-01 UTC
 */
export function joinLines(lines: Iterable<Line>, now: number): LineEvent[] {
  if (Array.isArray(lines) && lines.length === 1) return aloneLine(lines[0] as Line, now)
  const events = new Map<string, { records: AuditdRecord[]; host: string; start: number; end: number }>()
  for (const { text, start, end } of lines) {
    const found = readLine(text, now)
    if (found === undefined) continue
    const { record, host } = found
    const key = record.serial === '' ? `line ${start}` : `${record.node} ${record.time} ${record.serial}`
    const event = events.get(key)
    if (event === undefined) events.set(key, { records: [record], host, start, end })
    else {
      event.records.push(record)
      event.end = end
    }
  }
  return [...events.values()].map((event) => ({ ...event, shippedTime: undefined }))
}

/** Nearly all records are one line. */
function aloneLine({ text, start, end }: Line, now: number): LineEvent[] {
  const found = readLine(text, now)
  return found === undefined ? [] : [{ records: [found.record], host: found.host, start, end, shippedTime: undefined }]
}

/** Whether a line is an audit record in any form. */
export const isAuditLine = (text: string): boolean => readLine(text, 0) !== undefined

function readLine(text: string, now: number): { record: AuditdRecord; host: string } | undefined {
  const record = parseAuditd(text)
  if (record === undefined) return fromJournal(text, now)
  const begins = text.startsWith('type=') || text.startsWith('node=')
  return { record: named(record), host: begins ? '' : parseSyslog(text, now).host }
}

/** The journal names the type in front of the fields: `Mar  2 08:01:17 db1 audit[1]: SERVICE_START pid=1 uid=0 ...`. */
function fromJournal(text: string, now: number): { record: AuditdRecord; host: string } | undefined {
  const { app, host, time, message } = parseSyslog(text, now)
  if (app !== 'audit' && app !== 'kernel') return undefined
  const record = ofMessage(message.replace(/^audit: /, ''))
  return record === undefined ? undefined : { record: { ...record, time }, host }
}

/** `SERVICE_START pid=1 uid=0 ...`, without a header. */
export function ofMessage(message: string): AuditdRecord | undefined {
  const space = message.indexOf(' ')
  const type = message.slice(0, space < 0 ? undefined : space)
  if (!knownTypes.has(type)) return undefined
  const text = message.slice(type.length + 1)
  return { type, time: undefined, serial: '', node: '', text, fields: auditdFields(text) }
}

/** Lines of a text as they stand in the bytes it came in. */
export function* linesOf(raw: Uint8Array): Generator<Line> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline < 0 ? bytes.length : newline
    yield { text: bytes.toString('utf8', start, end).trim(), start, end }
    start = end + 1
  }
}
