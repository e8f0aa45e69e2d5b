import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import {
  apiActivity,
  authenticationActivity,
  type Classification,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'
import { classify } from './classify.ts'
import { principalDraft } from './principal.ts'

/**
 * Audit events of Confluent Platform and Confluent Cloud: CloudEvents whose type begins with `io.confluent.`.
 * https://docs.confluent.io/cloud/current/monitoring/audit-logging/audit-log-schema.html
 */
export const isConfluent = (record: JsonRecord): boolean =>
  typeof record['type'] === 'string' && record['type'].startsWith('io.confluent.') && isObject(record['data'])

export function confluentDraft(event: JsonRecord): Draft {
  const data = object(event['data'])
  const authorization = object(data['authorizationInfo'])
  const method = text(data['methodName'])
  const time = text(event['time'])
  const result = outcomeOf(data, authorization)
  return {
    ...classification(text(event['type']), method, text(authorization['operation'])),
    severity_id: result.outcome === 'failure' ? severity.low : severity.informational,
    ...actorOf(object(data['authenticationInfo'])),
    ...result,
    ...clientOf(data),
    event_time: isoTime(time),
    event_time_raw: time,
    action: method || text(authorization['operation']) || text(event['type']),
    service: firstText(data['serviceName'], event['source']),
    targets: targetsOf(data, authorization),
    source_event_id: text(event['id']),
  }
}

function classification(type: string, method: string, operation: string): Classification {
  if (type.endsWith('/authentication')) {
    return { class_uid: ocsfClass.authentication, activity_id: authenticationActivity.logon }
  }
  if (operation !== '' && type.includes('kafka')) return classify(operation, method)
  const verb = /^(?:[\w-]+\.)*(Create|Get|List|Describe|Update|Alter|Delete|Grant|Revoke)/.exec(
    method.slice(0, 256),
  )?.[1]
  return { class_uid: ocsfClass.apiActivity, activity_id: verbs.get(verb ?? '') ?? otherActivity }
}

const verbs = new Map<string, number>([
  ['Create', apiActivity.create],
  ['Grant', apiActivity.create],
  ['Get', apiActivity.read],
  ['List', apiActivity.read],
  ['Describe', apiActivity.read],
  ['Update', apiActivity.update],
  ['Alter', apiActivity.update],
  ['Delete', apiActivity.delete],
  ['Revoke', apiActivity.delete],
])

/** The principal is a text, in Confluent Cloud's newer events an object that names a user, service account or pool. */
function actorOf(authentication: JsonRecord): Draft {
  const principal = authentication['principal']
  const credentials = object(authentication['credentials'])
  const credential = firstText(
    authentication['credentialId'],
    object(credentials['idSecretCredentials'])['credentialId'],
    object(credentials['idTokenCredentials'])['subject'],
    object(authentication['metadata'])['identifier'],
  )
  if (!isObject(principal)) {
    const resource = text(authentication['principalResourceId'])
    const named = principalDraft(text(principal))
    return {
      ...named,
      ...(resource !== '' && { actor_id: resource, actor_name: named.actor_id }),
      ...(resource.startsWith('sa-') && { actor_type: 'service' }),
      actor_credential_id: credential,
    }
  }
  const service = object(principal['confluentServiceAccount'])
  const user = object(principal['confluentUser'])
  const pool = list(principal['identityPools'])[0]
  const id = firstText(
    service['resourceId'],
    user['resourceId'],
    object(pool)['resourceId'],
    object(principal['externalAccount'])['subject'],
  )
  const mail = text(principal['email'])
  return {
    actor_type: 'confluentUser' in principal ? 'user' : id === '' ? 'unknown' : 'service',
    actor_id: id,
    actor_name: mail,
    actor_email: mail,
    actor_credential_id: credential,
  }
}

function outcomeOf(
  data: JsonRecord,
  authorization: JsonRecord,
): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const result = object(data['result'])
  const status = text(result['status'])
  const granted = firstText(authorization['granted'], authorization['result'])
  const refused = granted === 'false' || granted === 'DENY'
  const detail = firstText(result['message'], object(authentication(data))['errorMessage'])
  const failed = status !== '' && !wentWell.has(status)
  return {
    outcome: refused || failed ? 'failure' : status !== '' || granted !== '' ? 'success' : 'unknown',
    status_code: status,
    status_detail: detail,
  }
}

const authentication = (data: JsonRecord): JsonRecord => object(data['authenticationInfo'])
const wentWell = new Set(['SUCCESS', 'OK', 'ALLOW', 'CREATED'])

/** Kafka writes Java's InetAddress, with a slash in front. */
function clientOf(data: JsonRecord): Draft {
  const metadata = object(data['requestMetadata'])
  const request = object(data['request'])
  const address = object(list(metadata['clientAddress'])[0])
  const source = firstText(
    address['ip'],
    metadata['client_address'],
    metadata['clientAddress'],
    request['client_address'],
  )
  return {
    source: source.replace(/^[^/]*\//, ''),
    source_port: Number(text(address['port'])),
    user_agent: firstText(request['client_id'], request['clientId']),
    request_id: firstText(
      metadata['requestId'],
      metadata['request_id'],
      request['correlation_id'],
      request['correlationId'],
    ),
    trace_id: firstText(metadata['clientTraceId'], metadata['client_trace_id']),
    actor_session_id: firstText(metadata['connectionId'], metadata['connection_id']),
  }
}

function targetsOf(data: JsonRecord, authorization: JsonRecord): Target[] {
  const targets: Target[] = []
  addTarget(
    targets,
    text(authorization['resourceType']).toLowerCase() || 'resource',
    text(authorization['resourceName']),
  )
  for (const entry of list(data['cloudResources']).slice(0, 100)) {
    const { resource, scope } = object(entry)
    addTarget(targets, text(object(resource)['type']).toLowerCase(), text(object(resource)['resourceId']))
    for (const each of list(object(scope)['resources']).slice(0, 20)) {
      addTarget(targets, text(object(each)['type']).toLowerCase(), text(object(each)['resourceId']))
    }
  }
  addTarget(targets, 'crn', text(data['resourceName']))
  addTarget(targets, 'identity', text(authentication(data)['identity']))
  return targets
}
