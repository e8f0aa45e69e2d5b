import { azureTime, firstAddress } from '../src/azure-monitor.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { actorOf } from './actor.ts'
import { changeOf } from './change.ts'
import { classify } from './classify.ts'
import { type AuditRecord, isAuditRecord, readMembers, recordOf } from './forms.ts'
import { outcomeOf } from './outcome.ts'
import { namedValues } from './properties.ts'
import { targetsOf } from './targets.ts'

/** Records of the Office 365 Management Activity API. README.md says which field comes from where. */
export default jsonMapper({
  name: 'microsoft-365',
  version: 1,
  arrayMember: 'value',
  unwrap: recordOf,
  detects: isAuditRecord,
  map: mapRecord,
})

function mapRecord(given: JsonRecord): Draft {
  const record = readMembers(given)
  const action = firstText(record.Operation, record.Activity)
  if (action === '') throw new MappingError('MISSING_FIELD', 'Operation is missing: every audit record has it')
  const extended = namedValues(record.ExtendedProperties)
  const access = object(record.AppAccessContext)
  const time = text(record.CreationTime)
  const actor = actorOf(record, access, extended)
  const change = changeOf(record)
  const outcome = outcomeOf(record, action, extended)
  const classification = classify(record, action, outcome.outcome === 'failure')
  return {
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    actor_session_id: actor.actor_session_id,
    actor_credential_id: actor.actor_credential_id,
    before: change.before,
    after: change.after,
    changed: change.changed,
    outcome: outcome.outcome,
    status_code: outcome.status_code,
    status_detail: outcome.status_detail,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: classification.severity_id,
    event_time: azureTime(time),
    event_time_raw: time,
    action,
    service: firstText(record.Workload, record.Source),
    source: addressOf(record),
    source_host: text(record.ClientMachineName),
    user_agent: userAgentOf(record, extended),
    cloud_account: text(record.OrganizationId),
    targets: targetsOf(given, record),
    request_id: firstText(record.CorrelationId, record.InterSystemsId, record.ClientRequestId, record.RequestId),
    trace_id: firstText(access['CorrelationId'], record.IntraSystemId),
    source_event_id: text(record.Id),
    unknown_event_type: newRecordType(record.RecordType),
  }
}

/** The highest AuditLogRecordType that was known (282 is AIAppInteraction): Microsoft counts upward. */
const lastRecordType = 282

function newRecordType(type: unknown): string | undefined {
  return typeof type === 'number' && type > lastRecordType ? `RecordType ${type}` : undefined
}

/** `192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443` or `::ffff:192.0.2.1`; by workload under another name. */
function addressOf(record: AuditRecord): string {
  return firstAddress(
    record.ClientIP,
    record.ClientIPAddress,
    record.ActorIpAddress,
    record.ClientIp,
    record.UserIp,
    record.SenderIp,
    list(record.ClientIPs)[0],
  )
}

function userAgentOf(record: AuditRecord, extended: ReadonlyMap<string, string>): string {
  return firstText(record.UserAgent, extended.get('UserAgent'), detailOf(extended), record.ClientInfoString)
}

/** The directory has it in additionalDetails, JSON in text. */
function detailOf(extended: ReadonlyMap<string, string>): string {
  const details = extended.get('additionalDetails') ?? ''
  if (!details.includes('User-Agent')) return ''
  try {
    return text(object(JSON.parse(details))['User-Agent'])
  } catch {
    return ''
  }
}
