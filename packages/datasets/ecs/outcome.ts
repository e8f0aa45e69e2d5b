import { object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { all, firstOf, one } from './fields.ts'

/**
 * `event.outcome` says it. Where it is absent (ECS leaves it out where there is "no outcome"), the HTTP status, the
 * types `allowed`, `denied` and `error`, and an error do.
 * https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-outcome
 */
export function outcomeOf(document: JsonRecord, event: JsonRecord): Result {
  const error = object(document['error'])
  const response = object(object(document['http'])['response'])
  const status = one(response['status_code'])
  return {
    outcome: named(one(event['outcome']).toLowerCase()) ?? implied(document, event, Number(status || Number.NaN)),
    status_code: firstOf(error['code'], error['type'], status, object(document['process'])['exit_code']),
    status_detail: firstOf(error['message'], event['reason']),
  }
}

type Outcome = 'unknown' | 'success' | 'failure'
type Result = { outcome: Outcome } & Pick<Draft, 'status_code' | 'status_detail'>

function named(outcome: string): Outcome | undefined {
  if (outcome === 'success' || outcome === 'succeeded' || outcome === 'allowed') return 'success'
  return outcome === 'failure' || outcome === 'failed' || outcome === 'denied' ? 'failure' : undefined
}

function implied(document: JsonRecord, event: JsonRecord, status: number): Outcome {
  if (status >= 400 && status < 600) return 'failure'
  if (status >= 100 && status < 400) return 'success'
  const types = all(event['type'])
  if (types.includes('denied') || types.includes('error') || 'error' in document) return 'failure'
  return types.includes('allowed') ? 'success' : 'unknown'
}
