import type { AuditEvent } from '@trailhouse/event'
import { defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from './mapper.ts'
import { decode } from './parsers/json.ts'

/**
 * A mapper that also takes a JSON record behind a header, which syslog daemons and container runtimes write in front of
 * it. `raw` is the whole record, with the header.
 */
export function headed(mapper: Mapper): Mapper {
  return {
    ...mapper,
    detects: (sample) => mapper.detects(sample.json === undefined ? withoutHeader(sample) : sample),
    map: (raw, context) => (startsAsJson(raw) ? mapper.map(raw, context) : mapBody(mapper, raw, context)),
  }
}

function mapBody(mapper: Mapper, raw: Uint8Array, context: MapContext): AuditEvent[] {
  decode(raw, context.limits ?? defaultLimits)
  const start = raw.indexOf(openBrace)
  if (start < 0) throw new MappingError('MALFORMED', 'the record holds no JSON object')
  return mapper.map(raw.subarray(start), context).map((event) => ({ ...event, raw }))
}

function withoutHeader({ text }: Sample): Sample {
  const start = text.indexOf('{')
  if (start < 0 || !text.endsWith('}')) return { text, json: undefined }
  const body = text.slice(start)
  try {
    return { text: body, json: JSON.parse(body) }
  } catch {
    return { text, json: undefined }
  }
}

const openBrace = 0x7b

/** `{`, `[`, or the byte order mark, after white space. */
function startsAsJson(raw: Uint8Array): boolean {
  let at = 0
  while (raw[at] === 0x20 || raw[at] === 0x0a || raw[at] === 0x0d || raw[at] === 0x09) at += 1
  if (raw[at] === 0xef && raw[at + 1] === 0xbb && raw[at + 2] === 0xbf) return true
  return raw[at] === openBrace || raw[at] === 0x5b
}
