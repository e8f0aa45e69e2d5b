import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * The response's code decides. Without a response (stage RequestReceived, or a watch that has begun) only a denial by
 * the authorizer, or a panic, is certain.
 */
export function outcomeOf(event: JsonRecord): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const status = object(event['responseStatus'])
  const annotations = object(event['annotations'])
  const denied = text(annotations['authorization.k8s.io/decision']) === 'forbid'
  const code = Number(text(status['code']))
  return {
    outcome: outcome(code, text(status['status']), denied || event['stage'] === 'Panic'),
    status_code: firstText(status['code']),
    status_detail: firstText(
      status['message'],
      status['reason'],
      denied ? annotations['authorization.k8s.io/reason'] : undefined,
    ),
  }
}

function outcome(code: number, status: string, refused: boolean): 'unknown' | 'success' | 'failure' {
  if (refused || code >= 400 || status === 'Failure') return 'failure'
  return code >= 100 || status === 'Success' ? 'success' : 'unknown'
}
