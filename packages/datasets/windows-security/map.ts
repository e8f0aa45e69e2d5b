import type { AuditEvent } from '@trailhouse/event'
import { finish } from '../src/finish.ts'
import { headed } from '../src/headed.ts'
import { jsonMapper } from '../src/json-mapper.ts'
import { defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { decode } from '../src/parsers/json.ts'
import { draftOf } from './draft.ts'
import { readEventText } from './event-text.ts'
import { readEventXml } from './event-xml.ts'
import { detectsJson, mapJsonEvent, unwrap } from './json.ts'

const name = 'windows-security'
const version = 1

const json = headed(
  jsonMapper({
    name,
    version,
    arrayMember: ['records', 'Records', 'value', 'Events', 'events'],
    unwrap,
    detects: detectsJson,
    map: mapJsonEvent,
  }),
)

/** Events of Windows event logs, the Security log first. README.md says in which forms. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

/** The namespace of event XML, or Snare's mark. */
function detects(sample: Sample): boolean {
  if (sqlServerAudit.test(sample.text.slice(0, 8192))) return false
  if (sample.json !== undefined) return json.detects(sample)
  const head = sample.text.slice(0, 2048)
  if (/(?:^|\s)MSWinEventLog\t/.test(head)) return true
  if (eventTag.test(head)) return head.includes('schemas.microsoft.com/win/2004/08/events')
  return json.detects(sample)
}

/** Event 33205 holds an audit record of SQL Server: mssql-audit knows its text, in whatever it came. */
const sqlServerAudit = /action_id:[A-Z0-9]{1,4}(?:\s|\\[nrt]){1,8}succeeded:/

const eventTag = /<(?:\w{1,16}:)?Events?[\s>]/

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  if (isJson(raw)) return json.map(raw, context)
  const limits = context.limits ?? defaultLimits
  const text = decode(raw, limits)
  const tag = eventTag.exec(text)?.index ?? -1
  const brace = text.indexOf('{')
  if (tag >= 0 && (brace < 0 || tag < brace)) return mapXml(text.slice(tag), raw, context)
  if (text.includes('MSWinEventLog\t') || text.startsWith('[')) {
    return [finishOne(draftOf(readEventText(text, context.ingestTime)), raw, 0, context)]
  }
  return json.map(raw, context)
}

/** `{`, or `[` before an object: a line of the CloudWatch agent begins with a word in brackets. */
function isJson(raw: Uint8Array): boolean {
  const first = skipSpace(raw, 0)
  if (raw[first] !== 0x5b) return raw[first] === 0x7b
  const next = raw[skipSpace(raw, first + 1)]
  return next === 0x7b || next === 0x5d
}

function skipSpace(raw: Uint8Array, start: number): number {
  let at = start
  while (raw[at] === 0x20 || raw[at] === 0x0a || raw[at] === 0x0d || raw[at] === 0x09) at += 1
  return at
}

/** One event, or as many as the record has one after the other, each with its own bytes. */
function mapXml(xml: string, raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  const parts = eventsIn(raw)
  if (parts.length < 2) return [finishOne(draftOf(readEventXml(xml, limits)), raw, 0, context)]
  if (parts.length > limits.maxEvents) {
    throw new MappingError('TOO_MANY_EVENTS', `the record holds ${parts.length} events, more than ${limits.maxEvents}`)
  }
  return parts.map((part, index) => {
    return finishOne(draftOf(readEventXml(decode(part, limits), limits)), part, index, context)
  })
}

const endTag = Buffer.from('</Event>')

/** The bytes of each `<Event>` to its end tag: no other tag has this name, and text has no tags. */
function eventsIn(raw: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const parts: Uint8Array[] = []
  for (let at = startOfEvent(bytes, 0); at >= 0; ) {
    const end = bytes.indexOf(endTag, at)
    if (end < 0) break
    parts.push(raw.subarray(at, end + endTag.length))
    at = startOfEvent(bytes, end)
  }
  return parts
}

/** `<Event>` or `<Event xmlns=...>`, and not `<EventID>`. */
function startOfEvent(bytes: Buffer, from: number): number {
  let at = bytes.indexOf('<Event', from)
  while (at >= 0 && bytes[at + 6] !== 0x20 && bytes[at + 6] !== 0x3e) at = bytes.indexOf('<Event', at + 6)
  return at
}

function finishOne(draft: ReturnType<typeof draftOf>, raw: Uint8Array, index: number, context: MapContext): AuditEvent {
  return finish(draft, { dataset: name, mapper: `${name}@${version}`, raw, index }, context)
}
