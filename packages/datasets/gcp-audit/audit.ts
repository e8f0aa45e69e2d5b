import { outcomeOf as activityOutcome } from '../google-workspace/outcome.ts'
import { parametersOf } from '../google-workspace/parameters.ts'
import { firstAddress } from '../src/azure-monitor.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { actorOf } from './actor.ts'
import { classify, verbOf } from './classify.ts'
import { outcomeOf } from './outcome.ts'
import { changeOf, deltasOf } from './policy.ts'
import { targetsOf } from './targets.ts'

/** https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog */
export function auditDraft(entry: JsonRecord, payload: JsonRecord, shared: Draft): Draft {
  const method = text(payload['methodName'])
  const service = text(payload['serviceName'])
  const request = object(payload['requestMetadata'])
  const http = object(entry['httpRequest'])
  const destination = object(request['destinationAttributes'])
  const activity = object(list(object(payload['metadata'])['event'])[0])
  const deltas = deltasOf(payload)
  const result = resultOf(entry, payload, activity)
  const log = text(entry['logName'])
  const writes = log.endsWith('activity') && isWrite(method)
  const actor = actorOf(object(payload['authenticationInfo']), log.endsWith('system_event'))
  const removes = deltas.length > 0 && !deltas.some(({ added }) => added)
  const classification = classify(service, method, text(activity['eventName']), removes)
  const change = changeOf(payload, deltas, writes)
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    cloud_region: shared.cloud_region,
    request_id: shared.request_id,
    trace_id: shared.trace_id,
    source_event_id: shared.source_event_id,
    event_key: shared.event_key,
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    actor_credential_id: actor.actor_credential_id,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    before: change.before,
    after: change.after,
    changed: change.changed,
    severity_id: Math.max(shared.severity_id ?? 0, result.outcome === 'failure' ? severity.low : 0),
    action: firstText(method, payload['@type'], log),
    service: firstText(service, object(entry['resource'])['type']),
    source: firstAddress(request['callerIp'], http['remoteIp']),
    destination: firstAddress(destination['ip'], http['serverIp']),
    destination_port: Number(text(destination['port'])) || 0,
    user_agent: firstText(request['callerSuppliedUserAgent'], shared.user_agent),
    targets: targetsOf(entry, payload, deltas),
  }
}

function isWrite(method: string): boolean {
  const verb = verbOf(method.slice(method.lastIndexOf('.') + 1))
  return verb === 'create' || verb === 'update'
}

/** Of an activity of Google Workspace its own event says how it ended. */
function resultOf(entry: JsonRecord, payload: JsonRecord, activity: JsonRecord): ReturnType<typeof outcomeOf> {
  const result = outcomeOf(entry, payload)
  if (result.outcome === 'failure' || !('eventName' in activity)) return result
  return activityOutcome(text(activity['eventName']), activity['status'], parametersOf(activity['parameter']))
}
