import { firstText, object, text } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import { first, type Parameters } from './parameters.ts'

type Outcome = Pick<Draft, 'outcome' | 'status_code' | 'status_detail'>

/**
 * The event's status where it has one, a challenge's result, or the name of the event: an activity without any of these
 * is one that was done.
 */
export function outcomeOf(name: string, status: unknown, parameters: Parameters): Outcome {
  const given = object(status)
  const challenge = first(parameters, 'login_challenge_status')
  const saml = first(parameters, 'saml_status_code')
  const failed =
    given['success'] === false ||
    /FAIL|ERROR/i.test(text(given['eventStatus'])) ||
    Number(text(given['httpStatusCode'])) >= 400 ||
    refused.test(name) ||
    /^(?:incorrect|failed|denied)/i.test(challenge) ||
    /^(?:BLOCK|FAIL|DENIED)/i.test(first(parameters, 'EVENT_RESULT', 'RESULT', 'result'))
  return {
    outcome: failed ? 'failure' : 'success',
    status_code: firstText(given['errorCode'], given['httpStatusCode'], first(parameters, 'login_failure_type'), saml),
    status_detail: firstText(
      given['errorMessage'],
      challenge,
      first(parameters, 'failure_type', 'EVENT_REASON', 'REASON', 'reason'),
    ),
  }
}

const refused = /(?:^|_)(?:failure|failed|denied|deny|blocked)(?:_|$)/i
