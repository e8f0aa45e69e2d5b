import { email, firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

type Actor = Pick<
  Draft,
  'actor_type' | 'actor_id' | 'actor_name' | 'actor_email' | 'actor_session_id' | 'actor_credential_id'
>

/**
 * Who made the request, from userIdentity.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function actorOf(identity: JsonRecord, event: JsonRecord): Actor {
  const type = text(identity['type'])
  const principal = text(identity['principalId'])
  const colon = principal.indexOf(':')
  const session = hasSession(type) && colon > 0 ? principal.slice(colon + 1) : ''
  const name = nameOf(type, identity, session, event)
  return {
    actor_type: typeOf(type, identity, session, event),
    actor_id: firstText(
      principal,
      object(identity['onBehalfOf'])['userId'],
      identity['arn'],
      identity['credentialId'],
      identity['invokedBy'],
      type === 'AWSAccount' ? identity['accountId'] : undefined,
    ),
    actor_name: name,
    actor_email: email(session) || email(name),
    actor_session_id: session,
    actor_credential_id: firstText(identity['accessKeyId'], identity['credentialId']),
  }
}

const hasSession = (type: string): boolean => type === 'AssumedRole' || type === 'FederatedUser'

/**
 * The name of a session is chosen by its caller. It names a person where single sign-on or a federation set it, and
 * an instance, a function or a script elsewhere: then the role is the better name, and the session stays in
 * `actor_session_id`.
 */
function nameOf(type: string, identity: JsonRecord, session: string, event: JsonRecord): string {
  const context = object(identity['sessionContext'])
  const issuer = text(object(context['sessionIssuer'])['userName'])
  if (session !== '' && isPersonal(session, issuer, event)) return session
  if (type === 'Root') return firstText(identity['userName'], 'root')
  return firstText(identity['userName'], issuer, session, identity['invokedBy'], lastPart(text(identity['arn'])))
}

function isPersonal(session: string, issuer: string, event: JsonRecord): boolean {
  if (session.includes('@') || issuer.startsWith('AWSReservedSSO_')) return true
  return text(object(event['additionalEventData'])['SamlProviderArn']) !== ''
}

function typeOf(
  type: string,
  identity: JsonRecord,
  session: string,
  event: JsonRecord,
): 'unknown' | 'user' | 'service' {
  switch (type) {
    case 'Root':
    case 'IAMUser':
    case 'FederatedUser':
    case 'SAMLUser':
    case 'WebIdentityUser':
    case 'IdentityCenterUser':
    case 'Directory':
      return 'user'
    case 'AWSService':
      return 'service'
    case 'AssumedRole':
    case 'Role':
      return isHumanRole(identity, session, event) ? 'user' : 'service'
    default:
      return text(identity['invokedBy']) === '' ? 'unknown' : 'service'
  }
}

/** Signs of a person behind a role: single sign-on, a session named by an address, a second factor, the console. */
function isHumanRole(identity: JsonRecord, session: string, event: JsonRecord): boolean {
  const attributes = object(object(identity['sessionContext'])['attributes'])
  return (
    session.includes('@') ||
    text(identity['arn']).includes('AWSReservedSSO_') ||
    text(attributes['mfaAuthenticated']) === 'true' ||
    text(event['sessionCredentialFromConsole']) === 'true' ||
    text(event['eventType']) === 'AwsConsoleSignIn'
  )
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)
