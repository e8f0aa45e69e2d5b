import type { AuditEvent } from '@trailhouse/event'
import { isObject, list, object } from '../src/fields/text.ts'
import { finish } from '../src/finish.ts'
import { defaultLimits, type Limits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { decode, mapJson } from '../src/parsers/json.ts'
import { draftOf } from './draft.ts'
import { isLogRecord, jsonRecords } from './json.ts'
import { protobufRecords } from './protobuf.ts'
import type { LogRecord } from './record.ts'

const name = 'otlp-logs'
const version = 1

/** Logs of OpenTelemetry's protocol, in JSON or protobuf. README.md says which field comes from where. */
const mapper: Mapper = { name, version, carrier: 2, detects, map }
export default mapper

/** Protobuf says nothing of what it holds: only JSON is sure. */
function detects({ json }: Sample): boolean {
  if (isObject(json) && 'resourceLogs' in json) {
    const [batch] = list(json['resourceLogs'])
    return 'scopeLogs' in object(batch) || 'instrumentationLibraryLogs' in object(batch)
  }
  return isLogRecord(json) && ('body' in object(json) || 'attributes' in object(json))
}

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  const isBinary = raw[0] === firstField && raw.length <= limits.maxBytes && !isJsonAfterSpace(raw)
  if (isBinary) return eventsOf(protobufRecords(raw, limits), true, context)
  const text = decode(raw, limits)
  return mapJson(text, raw, limits, (root) => eventsOf(expectOtlp(root, raw, limits), false, context))
}

/** Tag of field 1, `resource_logs`, which every message begins with. It is a newline too, which JSON may begin with. */
const firstField = 0x0a

function isJsonAfterSpace(raw: Uint8Array): boolean {
  let at = 0
  while (raw[at] === 0x0a || raw[at] === 0x20 || raw[at] === 0x0d || raw[at] === 0x09) at += 1
  if (at >= raw.length) return true
  // 0x7b is `{`, and the length 123: JSON ends with a brace, and has a quote or a brace after its first.
  return raw[at] === 0x7b && (raw[at + 1] === 0x22 || raw[at + 1] === 0x7d) && raw.at(-1) === 0x7d
}

function expectOtlp(root: unknown, raw: Uint8Array, limits: Limits): LogRecord[] {
  if (isObject(root) && ('resourceLogs' in root || isLogRecord(root))) return jsonRecords(root, raw, limits)
  throw new MappingError('MISSING_FIELD', 'resourceLogs is missing: an OTLP logs request holds its records there')
}

function eventsOf(records: readonly LogRecord[], binary: boolean, context: MapContext): AuditEvent[] {
  if (records.length === 0) throw new MappingError('EMPTY_RECORD', 'the request holds no log record')
  return records.map((record, index) =>
    finish(draftOf(record, binary), { dataset: name, mapper: `${name}@${version}`, raw: record.raw, index }, context),
  )
}
