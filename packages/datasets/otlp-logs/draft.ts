import { email } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import { attributesOf } from './attributes.ts'
import { classify } from './classify.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { outcomeOf } from './outcome.ts'
import type { LogRecord } from './record.ts'
import { targetsOf } from './targets.ts'

/**
 * Maps a log record by the semantic conventions, today's names first and the ones they replaced after them.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */
export function draftOf(record: LogRecord, binary: boolean): Draft {
  const fields = fieldsOf(record)
  const action = actionOf(record, fields)
  const time = micros(record.time) ?? micros(record.observedTime)
  const name = fields.first.actorName
  const result = outcomeOf(record, fields)
  const { class_uid, activity_id } = classify(action, fields)
  return {
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    class_uid,
    activity_id,
    event_time: time,
    event_time_raw: time === undefined ? record.time : '',
    severity_id: severityOf(record),
    action,
    service: fields.resource('service.name') || record.origin.scopeName,
    actor_type: actorTypeOf(fields, name),
    actor_id: fields.first.actorId || name,
    actor_name: name || fields.first.actorNameOtherwise,
    actor_email: fields.first.actorEmail || email(name) || email(fields.first.endUser),
    actor_session_id: fields.first.session,
    actor_credential_id: fields.first.credential,
    source: fields.first.source,
    source_port: numberOf(fields.first.sourcePort),
    destination: fields.first.destination || fields.resource('host.name'),
    destination_port: numberOf(fields.first.destinationPort),
    user_agent: fields.first.userAgent,
    cloud_provider: fields.either('cloud.provider'),
    cloud_account: fields.either('cloud.account.id'),
    cloud_region: fields.either('cloud.region') || fields.either('cloud.availability_zone'),
    targets: targetsOf(fields),
    request_id: fields.first.request,
    trace_id: record.traceId,
    source_event_id: fields.first.recordId,
    attributes: attributesOf(record, binary),
  }
}

/** A record with a name is an event; without one, what was called says what was done. */
function actionOf({ eventName }: LogRecord, fields: Fields): string {
  return eventName || fields.first.action || 'log'
}

function actorTypeOf(fields: Fields, name: string): 'unknown' | 'user' | 'service' {
  if (name.startsWith('system:serviceaccount:')) return 'service'
  if (name !== '' || fields.first.person !== '') return 'user'
  return fields.first.client === '' ? 'unknown' : 'service'
}

/** 9 to 12 is INFO, 13 WARN, 17 ERROR, 21 FATAL. https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
function severityOf({ severityNumber, severityText }: LogRecord): number {
  const level = severityNumber > 0 ? severityNumber : (levels.get(severityText.toLowerCase()) ?? 0)
  if (level >= 21) return 5
  return level >= 17 ? 3 : level >= 13 ? 2 : 1
}

const levels = new Map<string, number>([
  ['warn', 13],
  ['warning', 13],
  ['error', 17],
  ['critical', 21],
  ['fatal', 21],
])

/** Nanoseconds in decimal to microseconds. */
const micros = (nanos: string): number | undefined => {
  const digits = nanos.length > 3 && /^\d{4,20}$/.test(nanos) ? Number(nanos.slice(0, -3)) : 0
  return digits === 0 ? undefined : digits
}

const numberOf = (text: string): number | undefined => (/^\d{1,5}$/.test(text) ? Number(text) : undefined)
