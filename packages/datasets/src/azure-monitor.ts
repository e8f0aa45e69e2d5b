import { pointerTo } from './fields/change.ts'
import { endpoint } from './fields/ip.ts'
import { isObject, text } from './fields/text.ts'
import { civilSeconds, isoTime, type Micros } from './fields/time.ts'
import type { JsonRecord } from './json-mapper.ts'
import { embeddedObject } from './parsers/json.ts'
import { exceedsDepth } from './parsers/json-slices.ts'

/**
 * What the records of Azure's services share: the envelope of Azure Monitor's resource logs.
 * https://learn.microsoft.com/azure/azure-monitor/platform/resource-logs-schema
 */

/** Members of a resource log record, with those that the activity log adds in an event hub. */
export const monitorFields: readonly string[] = [
  'time',
  'resourceId',
  'operationName',
  'operationVersion',
  'category',
  'resultType',
  'resultSignature',
  'resultDescription',
  'durationMs',
  'callerIpAddress',
  'correlationId',
  'identity',
  'level',
  'Level',
  'location',
  'properties',
  'tenantId',
  'tags',
]

/** Categories of the logs that Microsoft Entra ID writes, in lower case. */
const entraCategories = new Set(
  `AuditLogs SignInLogs NonInteractiveUserSignInLogs ServicePrincipalSignInLogs ManagedIdentitySignInLogs
  MicrosoftServicePrincipalSignInLogs ADFSSignInLogs ProvisioningLogs RiskyUsers UserRiskEvents RiskyServicePrincipals
  ServicePrincipalRiskEvents MicrosoftGraphActivityLogs AzureADGraphActivityLogs NetworkAccessTrafficLogs
  NetworkAccessConnectionEvents NetworkAccessAlerts RemoteNetworkHealthLogs EnrichedOffice365AuditLogs B2CRequestLogs
  GraphNotificationsActivityLogs RiskyAgents AgentRiskEvents`
    .toLowerCase()
    .split(/\s+/),
)

export const isEntraCategory = (category: unknown): boolean =>
  typeof category === 'string' && entraCategories.has(category.toLowerCase())

/** Whether a record in the envelope is of Microsoft Entra ID, which has its own provider. */
export function isEntraRecord(record: JsonRecord): boolean {
  const resource = record['resourceId']
  if (typeof resource === 'string' && /\/providers\/microsoft\.aadiam/i.test(resource)) return true
  return isEntraCategory(record['category']) && 'properties' in record
}

/** `properties` is an object; some exports write its text. */
export function propertiesOf(record: JsonRecord, name = 'properties'): JsonRecord {
  const value = record[name]
  if (isObject(value)) return value
  return typeof value === 'string' ? (embeddedObject(value) ?? {}) : {}
}

/**
 * A time in ISO 8601, in UTC where it has no zone, or as the risk logs write it: `3/24/2022 2:42:35 PM`, and with one
 * digit for the hour, `2023-10-26T5:32:08.107Z`.
 */
export function azureTime(value: unknown): Micros {
  const time = isoTime(value, 'utc')
  if (time !== undefined || typeof value !== 'string') return time
  if (/^[^T]{10}T\d:/.test(value)) return isoTime(`${value.slice(0, 11)}0${value.slice(11)}`, 'utc')
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d):(\d\d)(?: ([AP])M)?(?: ?\+00:00| ?Z)?$/.exec(value)
  if (parts === null) return undefined
  const [, month, day, year, hour, minute, second, half] = parts
  const hour24 = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  const micros =
    civilSeconds(Number(year), Number(month), Number(day), hour24, Number(minute), Number(second)) * 1_000_000
  return Number.isNaN(micros) ? undefined : micros
}

/** The first that is an IP address, with or without a port; `<null>`, a host and a GUID are none. */
export function firstAddress(...values: readonly unknown[]): string {
  for (const value of values) {
    if (typeof value !== 'string' || value === '') continue
    const trimmed = value.trim()
    if (endpoint(trimmed).ip !== '') return trimmed
  }
  return ''
}

/** Deepest JSON that is kept as JSON within another. */
const maxDepth = 500
const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?)$/

/** Whether text may be JSON, by its ends: what JSON.parse refuses costs it ten times as much as what it takes. */
function isLikeJson(value: string): boolean {
  const last = value.at(-1)
  switch (value[0]) {
    case '"':
      return last === '"' && value.length > 1
    case '[':
      return last === ']' && (value.length < maxDepth || !exceedsDepth(Buffer.from(value), maxDepth))
    case '{':
      return last === '}' && (value.length < maxDepth || !exceedsDepth(Buffer.from(value), maxDepth))
    default:
      return scalar.test(value)
  }
}

/** A JSON value that a field holds as text: the text itself where it is none. */
export function embeddedValue(value: string): unknown {
  if (!isLikeJson(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** JSON text of a value that may be JSON in text, as the vendor wrote it, or any other text. */
export function embeddedText(value: string): string {
  if (!isLikeJson(value)) return JSON.stringify(value)
  try {
    JSON.parse(value)
    return value
  } catch {
    return JSON.stringify(value)
  }
}

/** Text of a value that may be written as JSON: `"\"abc\""` and `"[\"abc\"]"` are `abc`. */
export function unquoted(value: unknown): string {
  const given = text(value)
  if (given.length < 2 || (given.charCodeAt(0) !== 0x22 && !given.startsWith('["'))) return given
  const parsed = embeddedValue(given)
  const first = Array.isArray(parsed) ? parsed[0] : parsed
  return typeof first === 'string' ? first.toWellFormed() : given
}

/** Collects old and new values by name into `before`, `after` and `changed` of an event. */
export function valueChanges() {
  const before: string[] = []
  const after: string[] = []
  const changed: string[] = []
  return {
    add(name: string, oldValue: string, newValue: string): void {
      if (name === '' || oldValue === newValue || changed.length === maxChanges) return
      const pointer = pointerTo(name)
      if (changed.includes(pointer)) return
      if (oldValue !== '') before.push(`${JSON.stringify(name)}:${embeddedText(oldValue)}`)
      if (newValue !== '') after.push(`${JSON.stringify(name)}:${embeddedText(newValue)}`)
      changed.push(pointer)
    },
    draft(): { before?: string; after?: string; changed?: readonly string[] } {
      if (changed.length === 0) return nothing
      return { before: objectText(before), after: objectText(after), changed }
    },
  }
}

const maxChanges = 100
const nothing = Object.freeze({})
const objectText = (members: readonly string[]): string => (members.length === 0 ? '' : `{${members.join(',')}}`)
