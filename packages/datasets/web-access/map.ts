import type { AuditEvent } from '@trailhouse/event'
import { text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { finish } from '../src/finish.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { decode } from '../src/parsers/json.ts'
import { textOrJson } from '../src/text-or-json.ts'
import { accessDraft } from './access.ts'
import { type Line, readClf } from './clf.ts'
import { readHaproxy } from './haproxy.ts'
import { isAccess, readJson } from './json.ts'
import { fieldsOf, readW3c } from './w3c.ts'

const name = 'web-access'
const version = 1

const json = jsonMapper({
  name,
  version,
  unwrap: (record) => (carriedLine(record) === '' ? record : carriedJson(record, isAccess)),
  detects: (record) => isAccess(record) || readLine(carriedLine(record), 0) !== undefined,
  map: recordDraft,
})

const lines = textOrJson({ name, version, detects: (text) => readLine(text, 0) !== undefined, map: textDraft }, json)

/** Access logs of web servers and proxies. README.md says which formats are known. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

function detects(sample: Sample): boolean {
  if (sample.text.startsWith('#')) return /^#Fields:.*\bcs-method\b/m.test(sample.text.slice(0, 4096))
  return lines.detects(sample)
}

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const whole = decode(raw, context.limits ?? defaultLimits).trimStart()
  return whole.startsWith('#') ? mapW3c(raw, whole, context) : lines.map(raw, context)
}

function readLine(line: string, now: number): Line | undefined {
  return readClf(line, now) ?? readHaproxy(line, now) ?? readW3c(line, undefined)
}

function textDraft(text: string, now: number): Draft {
  const line = readLine(text, now)
  if (line === undefined) throw new MappingError('MALFORMED', 'the line is of no access log that is known')
  return lineDraft(line)
}

const lineDraft = ({ access, attributes }: Line): Draft => ({ ...accessDraft(access), attributes })

const carriedLine = (record: JsonRecord): string =>
  text(record['message']) || text(record['log']) || text(record['MESSAGE']) || text(record['event'])

function recordDraft(record: JsonRecord): Draft {
  const line = readLine(carriedLine(record).trimEnd(), 0)
  if (line !== undefined) {
    const shipped = isoTime(text(record['@timestamp']) || text(record['time']))
    return { ...lineDraft(line), event_time: line.access.time ?? shipped }
  }
  const access = readJson(record)
  if (access.method !== '' || access.url !== '' || access.status !== '') return accessDraft(access)
  throw new MappingError('MALFORMED', 'the JSON object is of no access log that is known')
}

/** Each line that is no directive is an event; the directives before it say its columns. */
function mapW3c(raw: Uint8Array, whole: string, context: MapContext): AuditEvent[] {
  const { maxEvents } = context.limits ?? defaultLimits
  const found = w3cLines(raw)
  if (found.length > maxEvents)
    throw new MappingError('TOO_MANY_EVENTS', `the record holds more than ${maxEvents} lines`)
  if (found.length === 0) throw new MappingError('EMPTY_RECORD', `no line follows ${whole.slice(0, 8)}`)
  return found.map(({ line, bytes }, index) => {
    const origin = { dataset: name, mapper: `${name}@${version}`, raw: found.length === 1 ? raw : bytes, index }
    return finish(lineDraft(line), origin, context)
  })
}

function w3cLines(raw: Uint8Array): { line: Line; bytes: Uint8Array }[] {
  const lines: { line: Line; bytes: Uint8Array }[] = []
  let fields: readonly string[] | undefined
  for (let start = 0; start < raw.length; ) {
    const newline = raw.indexOf(0x0a, start)
    const end = newline < 0 ? raw.length : newline
    const bytes = raw.subarray(start, end)
    start = end + 1
    if (bytes.length < 2) continue
    const content = Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trim()
    if (content.startsWith('#Fields:')) fields = fieldsOf(content)
    if (content === '' || content.startsWith('#')) continue
    const line = readW3c(content, fields)
    if (line === undefined) throw new MappingError('MALFORMED', 'a line has other columns than #Fields says')
    lines.push({ line, bytes })
  }
  return lines
}
