import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper, type Source } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { actorOf } from './actor.ts'
import { changeOf } from './change.ts'
import { classify } from './classify.ts'
import { outcomeOf } from './outcome.ts'
import { targetsOf } from './targets.ts'

/** Kubernetes API server audit events (audit.k8s.io). README.md says which field comes from where. */
export default jsonMapper({
  name: 'kubernetes-audit',
  version: 1,
  arrayMember: 'items',
  fields: new Set(
    (
      'apiVersion kind metadata level auditID stage requestURI verb user impersonatedUser authenticationMetadata ' +
      'sourceIPs userAgent objectRef responseStatus requestObject responseObject requestReceivedTimestamp ' +
      'stageTimestamp timestamp annotations'
    ).split(' '),
  ),
  detects: (record) => 'auditID' in record && 'verb' in record && 'stage' in record && 'level' in record,
  map: mapEvent,
})

function mapEvent(event: JsonRecord, source: Source): Draft {
  const auditId = text(event['auditID'])
  const verb = text(event['verb'])
  if (auditId === '' && verb === '') throw new MappingError('MISSING_FIELD', 'neither auditID nor verb is there')
  const time = firstText(event['stageTimestamp'], event['requestReceivedTimestamp'], event['timestamp'])
  const reference = object(event['objectRef'])
  const result = outcomeOf(event)
  const classification = classify(verb, reference)
  const atLeast = result.outcome === 'failure' ? severity.low : severity.informational
  return {
    ...actorOf(object(event['user'])),
    ...result,
    ...classification,
    severity_id: Math.max(classification.severity_id ?? 0, atLeast),
    ...changeOf(event, verb, reference, source),
    event_time: isoTime(time),
    event_time_raw: time,
    action: verb,
    service: serviceOf(event, reference),
    source: text(list(event['sourceIPs'])[0]),
    user_agent: text(event['userAgent']),
    targets: targetsOf(event, reference),
    request_id: auditId,
    source_event_id: auditId,
    event_key: text(event['stage']),
  }
}

/** The API group, `core` for the one without a name; a request that names no object has none. */
function serviceOf(event: JsonRecord, reference: JsonRecord): string {
  return 'objectRef' in event ? firstText(reference['apiGroup'], 'core') : 'kube-apiserver'
}
