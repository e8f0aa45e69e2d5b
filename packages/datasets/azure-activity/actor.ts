import { firstAddress, propertiesOf } from '../src/azure-monitor.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import type { AzureRecord, Properties } from './forms.ts'

/** Who called, and the address that the token has of them. */
export type Actor = { readonly fields: Draft; readonly address: string }

const soap = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'
const microsoft = 'http://schemas.microsoft.com/identity/claims/'

/**
 * The claims of the caller's token, under their short names or those of SOAP; `caller`; and what a service's logs have
 * instead.
 */
export function actorOf(record: AzureRecord, properties: Properties): Actor {
  const identity = propertiesOf(record, 'identity')
  const claims = claimsOf(record, identity)
  const requester = object(identity['requester'])
  const authorization = record.authorization ? propertiesOf(record, 'authorization') : object(identity['authorization'])
  const evidence = object(authorization['evidence'])
  const login = firstText(
    claims['upn'],
    claims[`${soap}upn`],
    claims['unique_name'],
    claims['preferred_username'],
    claims[`${soap}emailaddress`],
    requester['upn'],
    claims[`${soap}name`],
  )
  const caller = text(record.caller)
  const application = firstText(claims['appid'], claims['azp'], claims[`${microsoft}appid`], requester['appId'])
  const name = firstText(login, caller, nameIn(properties), text(record.identity), claims['name'], claims[`${soap}spn`])
  const id = firstText(
    claims['oid'],
    claims[`${microsoft}objectidentifier`],
    requester['objectId'],
    evidence['principalId'],
    object(list(identity['authorization'])[0])['principalId'],
    properties.aadPrincipalId,
    application,
    name,
  )
  return {
    address: firstAddress(claims['ipaddr']),
    fields: {
      actor_type: typeOf(claims, text(evidence['principalType']), login, caller, name, application),
      actor_id: id,
      actor_name: firstText(name, application),
      actor_email: email(login) || email(caller) || email(name),
      actor_session_id: firstText(claims['sid'], properties.session_id),
      actor_credential_id: firstText(application, identity['tokenHash'], claims['uti']),
    },
  }
}

function claimsOf(record: AzureRecord, identity: JsonRecord): JsonRecord {
  if (record.claims) return propertiesOf(record, 'claims')
  return 'claims' in identity ? propertiesOf(identity, 'claims') : propertiesOf(identity, 'claim')
}

/** SQL, App Service, MySQL and the container registry log the login itself. */
function nameIn(properties: Properties): string {
  return firstText(
    properties.server_principal_name,
    properties.database_principal_name,
    properties.User,
    properties.user,
    properties.CsUsername,
    properties.identity,
    properties.AuthId,
  )
}

function typeOf(
  claims: JsonRecord,
  principalType: string,
  login: string,
  caller: string,
  name: string,
  application: string,
): 'unknown' | 'user' | 'service' {
  const kind = text(claims['idtyp'])
  if (kind === 'app' || principalType === 'ServicePrincipal') return 'service'
  if (kind === 'user' || principalType === 'User' || login !== '' || caller.includes('@')) return 'user'
  if (application !== '' || caller !== '') return 'service'
  return name === '' ? 'unknown' : 'user'
}
