import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

type Outcome = 'unknown' | 'success' | 'failure'

/** `outcome`, of the taxonomy success, failure, unknown and pending; an unknown or pending one can have a reason code. */
export function outcomeOf(event: JsonRecord): { outcome: Outcome } & Pick<Draft, 'status_code' | 'status_detail'> {
  const reason = object(event['reason'])
  return {
    outcome: named(text(event['outcome']).toLowerCase(), Number(text(reason['reasonCode']) || Number.NaN)),
    status_code: firstText(reason['reasonCode']),
    status_detail: firstText(reason['reasonType'] === 'HTTP' ? undefined : reason['reasonType'], reason['policyId']),
  }
}

/** A failure can be told more closely by a path: `failure/denied`. */
function named(outcome: string, code: number): Outcome {
  const [word = ''] = outcome.slice(0, 100).split('/')
  if (word === 'success' || word === 'allow') return 'success'
  if (word === 'failure' || word === 'deny') return 'failure'
  if (code >= 400 && code < 600) return 'failure'
  return code >= 200 && code < 400 ? 'success' : 'unknown'
}
