import { azureTime, firstAddress } from '../src/azure-monitor.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { actorOf } from './actor.ts'
import { changeOf } from './change.ts'
import { classify } from './classify.ts'
import { isAuditRecord, recordOf } from './forms.ts'
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

function mapRecord(record: JsonRecord): Draft {
  const action = firstText(record['Operation'], record['Activity'])
  if (action === '') throw new MappingError('MISSING_FIELD', 'Operation is missing: every audit record has it')
  const extended = namedValues(record['ExtendedProperties'])
  const access = object(record['AppAccessContext'])
  const time = text(record['CreationTime'])
  const outcome = outcomeOf(record, action, extended)
  return {
    ...actorOf(record, access, extended),
    ...changeOf(record),
    ...outcome,
    ...classify(record, action, outcome.outcome === 'failure'),
    event_time: azureTime(time),
    event_time_raw: time,
    action,
    service: firstText(record['Workload'], record['Source']),
    source: addressOf(record),
    source_host: text(record['ClientMachineName']),
    user_agent: userAgentOf(record, extended),
    cloud_account: text(record['OrganizationId']),
    targets: targetsOf(record),
    request_id: firstText(
      record['CorrelationId'],
      record['InterSystemsId'],
      record['ClientRequestId'],
      record['RequestId'],
    ),
    trace_id: firstText(access['CorrelationId'], record['IntraSystemId']),
    source_event_id: text(record['Id']),
  }
}

/** `192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443` or `::ffff:192.0.2.1`; by workload under another name. */
function addressOf(record: JsonRecord): string {
  return firstAddress(
    record['ClientIP'],
    record['ClientIPAddress'],
    record['ActorIpAddress'],
    record['ClientIp'],
    record['UserIp'],
    record['SenderIp'],
    list(record['ClientIPs'])[0],
  )
}

function userAgentOf(record: JsonRecord, extended: ReadonlyMap<string, string>): string {
  return firstText(record['UserAgent'], extended.get('UserAgent'), detailOf(extended), record['ClientInfoString'])
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
