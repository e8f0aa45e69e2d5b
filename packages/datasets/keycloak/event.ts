import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, isObject, object, text } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import { severity, unclassified } from '../src/ocsf.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import { classifyAdminEvent, classifyUserEvent, isKnownOperation } from './classify.ts'
import { pathTargets, representationTargets } from './targets.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * A user event or an admin event. `event` holds what the vendor gives every event, `details` what differs by type; in
 * the logging listener's pairs both are one.
 */
export function eventDraft(event: Members, details: Members): Draft {
  const operation = text(event['operationType'])
  return operation === '' ? userDraft(event, details) : adminDraft(event, details, operation)
}

/** `null` is what some listeners write for what is absent. */
const known = (value: unknown): string => {
  const found = text(value)
  return found === 'null' ? '' : found
}

function userDraft(event: Members, details: Members): Draft {
  // Phase Two's webhooks write access.LOGIN.
  const type = known(event['type']).replace(/^access\./, '')
  const error = known(event['error'])
  const classification = classifyUserEvent(type)
  const failed = error !== '' || type.endsWith('_ERROR')
  return {
    ...(classification ?? unclassified),
    ...(failed && { severity_id: severity.low }),
    ...userActor(event, details),
    action: type,
    outcome: failed ? 'failure' : 'success',
    status_code: error,
    status_detail: known(details['reason']) || error,
    source: known(event['ipAddress']),
    user_agent: known(details['user_agent']) || known(details['userAgent']),
    targets: userTargets(event, details),
    unknown_event_type: classification === undefined ? type : undefined,
  }
}

/** Of an impersonation the administrator acts, and the user is what is acted on. */
function userActor(event: Members, details: Members): Draft {
  const impersonator = known(details['impersonator'])
  const session = known(event['sessionId']) || known(details['code_id'])
  if (impersonator !== '') return { ...named(impersonator, impersonator), actor_session_id: session }
  const id = known(event['userId'])
  const client = known(event['clientId'])
  const name = known(details['username']) || known(event['username'])
  const address = email(known(details['email'])) || email(name)
  if (id === '' && name === '' && known(event['type']).startsWith('CLIENT_LOGIN')) return { ...asClient(client) }
  return { ...named(id, name), ...(address !== '' && { actor_email: address }), actor_session_id: session }
}

const asClient = (client: string): Draft => ({ actor_type: 'service', actor_id: client, actor_name: client })

function named(id: string, name: string): Draft {
  const isService = name.startsWith('service-account-')
  return {
    actor_type: id === '' && name === '' ? 'unknown' : isService ? 'service' : 'user',
    actor_id: id || name,
    actor_name: name,
    actor_email: email(name),
  }
}

function userTargets(event: Members, details: Members): Target[] {
  const targets: Target[] = []
  const user = known(event['userId'])
  if (known(details['impersonator']) !== '') addTarget(targets, 'user', user, known(details['username']))
  addTarget(targets, 'client', known(event['clientId']))
  addTarget(targets, 'identity_provider', known(details['identity_provider']))
  addTarget(targets, 'user', known(details['identity_provider_identity']))
  addTarget(targets, 'email', known(details['email']))
  addTarget(targets, 'email', known(details['updated_email']))
  addTarget(targets, 'user', known(details['updated_username']))
  addRealm(targets, event)
  return targets
}

function addRealm(targets: Target[], event: Members): void {
  addTarget(targets, 'realm', known(event['realmId']), known(event['realmName']))
}

function adminDraft(event: Members, details: Members, operation: string): Draft {
  const auth = isObject(event['authDetails']) ? event['authDetails'] : event
  const resourceType = known(event['resourceType'])
  const path = known(event['resourcePath'])
  const error = known(event['error'])
  const id = known(auth['userId'])
  return {
    ...classifyAdminEvent(operation, resourceType, path),
    ...(error !== '' && { severity_id: severity.low }),
    ...named(id, known(auth['username'])),
    actor_session_id: known(auth['sessionId']),
    actor_credential_id: known(auth['clientId']),
    action: operation,
    outcome: error === '' ? 'success' : 'failure',
    status_code: error,
    status_detail: known(details['reason']) || error,
    source: known(auth['ipAddress']),
    ...changeOf(event, auth, resourceType, path),
    unknown_event_type: isKnownOperation(operation) ? undefined : operation,
  }
}

/** The representation is JSON text, or (some listeners) JSON. It is what was asked for: of what was before nothing is said. */
function changeOf(event: Members, auth: Members, resourceType: string, path: string): Draft {
  const written = event['representation']
  const after = typeof written === 'string' && written !== 'null' ? written.toWellFormed() : ''
  const representation = after === '' ? written : parsed(after)
  const targets = pathTargets(path, resourceType)
  targets.push(...representationTargets(representation, resourceType))
  addTarget(targets, 'client', known(auth['clientId']))
  addRealm(targets, { ...object(event['authDetails']), ...event })
  return { targets, after: representation === undefined ? '' : after }
}

/** A representation longer than this is kept, and not looked into. */
const maxParsed = 64 * 1024

/** The representation of a role mapping is an array. */
const parsed = (json: string): unknown =>
  json.length > maxParsed ? null : embeddedObject(`{"value":${json}}`)?.['value']
