import type { Target } from '@trailhouse/event'
import { propertiesOf } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { AzureRecord, Entry, Properties } from './forms.ts'

/** The thing within the resource first (a secret, a blob, a table), then the resource, then whoever is named. */
export function targetsOf({ record, properties, given, action }: Entry, resourceId: string): Target[] {
  const targets: Target[] = []
  addObject(targets, record, properties)
  const scope = text(propertiesOf(record, 'authorization')['scope'])
  if (resourceId !== '') addTarget(targets, typeOfResource(resourceId), resourceId, lastPart(resourceId))
  else if (scope !== '') addTarget(targets, typeOfResource(scope), scope, lastPart(scope))
  if (/roleassignments/i.test(action)) addRoleAssignment(targets, properties)
  addPolicies(targets, properties.policies)
  for (const place of membersIn(given)) {
    const [kind, id, name] = members[place] ?? noMember
    addTarget(targets, kind, id === '' ? '' : text(given[id]), name === '' ? '' : text(given[name]))
  }
  return targets
}

/** Key Vault has the object's URL in `id`, storage its key, SQL the object's name. */
function addObject(targets: Target[], record: AzureRecord, properties: Properties): void {
  const url = text(properties.id)
  const vault =
    /^https:\/\/[^/]+\/(secrets|keys|certificates|deletedsecrets|deletedkeys|deletedcertificates)\/([^/]+)/.exec(url)
  if (vault !== null) addTarget(targets, vault[1] ?? '', url, vault[2] ?? '')
  else if (url.startsWith('https://')) addTarget(targets, 'url', url)
  addTarget(targets, 'Object', firstText(properties.objectKey, record.uri))
  const object = text(properties.object_name)
  if (object !== '') {
    addTarget(targets, 'Object', [properties.schema_name, object].map(text).filter(Boolean).join('.'), object)
  }
  addTarget(targets, 'Database', '', firstText(properties.database_name, properties.databaseName))
}

/** Members of the properties that name someone or something: the type, the member of the id, that of the name. */
const members: readonly (readonly [string, string, string])[] = [
  ['User', 'target_server_principal_sid', 'target_server_principal_name'],
  ['User', 'target_database_principal_id', 'target_database_principal_name'],
  ['Alert rule', 'RuleUri', 'RuleName'],
  ['User', 'userSID', 'userName'],
  ['Entity', '', 'compromisedEntity'],
  ['User', '', 'UserDisplayName'],
  ['Process', '', 'processName'],
  ['Incident', 'trackingId', 'title'],
  ['Recommendation', 'recommendationResourceLink', 'recommendationName'],
  ['Autoscale setting', 'ResourceName', 'Name'],
  ['Rule', '', 'ruleName'],
  ['Rule', 'ruleId', 'Rule'],
  ['Policy', '', 'Policy'],
  ['Host', '', 'hostname'],
  ['Host', '', 'hostName'],
  ['url', 'requestUri', ''],
  ['url', '', 'TargetUrl'],
  ['Collection', '', 'collectionName'],
]

const noMember = ['', '', ''] as const

/** Places in `members` by the member: asking for all of them would cost more than for those that there are. */
const places = new Map(members.flatMap(([, id, name], place) => [[id, place] as const, [name, place] as const]))
places.delete('')

function membersIn(properties: JsonRecord): number[] {
  const found: number[] = []
  for (const member in properties) {
    const place = places.get(member)
    if (place !== undefined && !found.includes(place)) found.push(place)
  }
  return found.length < 2 ? found : found.sort((one, other) => one - other)
}

/** `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm` is a Microsoft.Compute/virtualMachines. */
function typeOfResource(id: string): string {
  const parts = id.slice(0, 2000).split('/')
  const at = parts.findLastIndex((part) => part.toLowerCase() === 'providers')
  if (at < 0) return parts.length > 4 ? 'resourceGroup' : 'subscription'
  let type = parts[at + 1] ?? ''
  for (let place = at + 2; place < parts.length; place += 2) type += `/${parts[place]}`
  return type
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

/** The request's body, JSON in text, says who is given which role where. */
function addRoleAssignment(targets: Target[], properties: Properties): void {
  for (const member of ['requestbody', 'requestBody', 'responseBody']) {
    const body = propertiesOf(properties, member)
    const assignment = object(body['Properties'] ?? body['properties'])
    const principal = firstText(assignment['PrincipalId'], assignment['principalId'])
    const role = firstText(assignment['RoleDefinitionId'], assignment['roleDefinitionId'])
    if (principal !== '') {
      addTarget(targets, firstText(assignment['PrincipalType'], assignment['principalType'], 'Principal'), principal)
    }
    if (role !== '') addTarget(targets, 'Role', role, lastPart(role))
    if (principal !== '') return
  }
}

/** Azure Policy writes a JSON array in text. */
function addPolicies(targets: Target[], policies: unknown): void {
  for (const entry of arrayIn(policies)) {
    const policy = object(entry)
    addTarget(targets, 'Policy assignment', text(policy['policyAssignmentId']), text(policy['policyAssignmentName']))
    addTarget(targets, 'Policy definition', text(policy['policyDefinitionId']), text(policy['policyDefinitionName']))
  }
}

function arrayIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'string' || !value.startsWith('[')) return list(value)
  try {
    return list(JSON.parse(value)).filter(isObject).slice(0, 100)
  } catch {
    return []
  }
}
