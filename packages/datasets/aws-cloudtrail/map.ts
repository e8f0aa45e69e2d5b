import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { actorOf } from './actor.ts'
import { classify } from './classify.ts'
import { targetsOf } from './targets.ts'

/** AWS CloudTrail. README.md says which field comes from where. */
export default jsonMapper({
  name: 'aws-cloudtrail',
  version: 1,
  arrayMember: 'Records',
  unwrap: eventOf,
  fields: new Set(
    (
      'eventTime eventVersion userIdentity eventSource eventName awsRegion sourceIPAddress userAgent errorCode ' +
      'errorMessage requestParameters responseElements additionalEventData requestID eventID eventType apiVersion ' +
      'managementEvent readOnly resources recipientAccountId serviceEventDetails sharedEventID vpcEndpointId ' +
      'vpcEndpointAccountId eventCategory addendum sessionCredentialFromConsole edgeDeviceDetails tlsDetails ' +
      'insightDetails eventContext'
    ).split(' '),
  ),
  detects: isCloudTrail,
  map: mapEvent,
})

/** EventBridge wraps a CloudTrail event in `detail`. */
function eventOf(record: JsonRecord): JsonRecord {
  return 'detail-type' in record && isCloudTrail(object(record['detail'])) ? object(record['detail']) : record
}

function isCloudTrail(event: JsonRecord): boolean {
  return 'eventVersion' in event && 'awsRegion' in event && ('eventSource' in event || 'insightDetails' in event)
}

function mapEvent(event: JsonRecord): Draft {
  const action = firstText(event['eventName'], object(event['insightDetails'])['eventName'])
  if (action === '') throw new MappingError('MISSING_FIELD', 'eventName is missing: every CloudTrail event has it')
  const identity = object(event['userIdentity'])
  const failed = isFailure(event, action)
  const classification = classify(event, action)
  return {
    ...actorOf(identity, event),
    event_time: isoTime(event['eventTime']),
    event_time_raw: text(event['eventTime']),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: classification.severity_id ?? (failed ? severity.low : severity.informational),
    action,
    service: firstText(event['eventSource'], object(event['insightDetails'])['eventSource']),
    outcome: failed ? 'failure' : 'insightDetails' in event ? 'unknown' : 'success',
    status_code: text(event['errorCode']),
    status_detail: firstText(event['errorMessage'], signInReason(event)),
    source: text(event['sourceIPAddress']),
    destination_host: text(object(event['tlsDetails'])['clientProvidedHostHeader']),
    user_agent: text(event['userAgent']),
    cloud_provider: 'aws',
    cloud_account: firstText(event['recipientAccountId'], identity['accountId']),
    cloud_region: text(event['awsRegion']),
    targets: targetsOf(event, identity),
    request_id: text(event['requestID']),
    trace_id: text(event['sharedEventID']),
    source_event_id: text(event['eventID']),
  }
}

/**
 * A request failed where errorCode is present ("The AWS service error if the request returns an error"), or
 * errorMessage alone: console sign-ins give only that. A sign-in also says it in responseElements, e.g.
 * {"ConsoleLogin": "Failure"}; service events in serviceEventDetails, e.g. {"CredentialVerification": "Failure"}.
 */
function isFailure(event: JsonRecord, action: string): boolean {
  if (text(event['errorCode']) !== '' || text(event['errorMessage']) !== '') return true
  const answer = firstText(object(event['responseElements'])[action], object(event['serviceEventDetails'])[action])
  return answer === 'Failure' || answer === 'Failed'
}

function signInReason(event: JsonRecord): string {
  return text(list(object(event['additionalEventData'])['errors'])[0])
}
