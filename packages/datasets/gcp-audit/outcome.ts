import { firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

type Outcome = Pick<Draft, 'outcome' | 'status_code' | 'status_detail'>

/**
 * status.code of google.rpc.Code, where 0 and none at all are success: the first entry of a long operation tells that
 * it was taken up. Permissions that were not granted, a failed job of BigQuery and a cluster's refusal count as well.
 */
export function outcomeOf(entry: JsonRecord, payload: JsonRecord): Outcome {
  const status = object(payload['status'])
  const code = text(status['code'])
  const job = jobErrorOf(payload)
  const labels = object(entry['labels'])
  const answer = text(object(payload['response'])['code'])
  const isRefusal = /^[45]\d\d$/.test(answer)
  const refused =
    text(labels['authorization.k8s.io/decision']) === 'forbid' ||
    (!('status' in payload) && list(payload['authorizationInfo']).some((info) => object(info)['granted'] === false))
  const failed = (code !== '' && code !== '0') || job !== undefined || refused || isRefusal
  return {
    outcome: failed ? 'failure' : 'success',
    status_code: firstText(code === '0' ? '' : code, object(job)['code'], isRefusal ? answer : ''),
    status_detail: firstText(
      status['message'],
      object(job)['message'],
      object(payload['metadata'])['violationReason'],
      refused ? labels['authorization.k8s.io/reason'] : '',
    ),
  }
}

/** errorResult of BigQueryAuditMetadata, error of the AuditData before it. */
function jobErrorOf(payload: JsonRecord): JsonRecord | undefined {
  const metadata = object(payload['metadata'])
  const change = object(object(metadata['jobChange'] ?? metadata['jobInsertion'])['job'])
  const completed = object(object(object(payload['serviceData'])['jobCompletedEvent'])['job'])
  for (const error of [object(change['jobStatus'])['errorResult'], object(completed['jobStatus'])['error']]) {
    const found = object(error)
    if (text(found['code']) !== '' || text(found['message']) !== '') return found
  }
  return undefined
}
