import type { WindowsEvent } from './record.ts'

/** Fields that hold an account's name, and the field of its domain. */
const accountFields: readonly (readonly [string, string])[] = [
  ['OldTargetUserName', 'TargetDomainName'],
  ['NewTargetUserName', 'TargetDomainName'],
  ['TargetOutboundUserName', 'TargetOutboundDomainName'],
  ['SamAccountName', ''],
  ['UserPrincipalName', ''],
  ['FullyQualifiedSubjectUserName', ''],
  ['Requester', ''],
  ['CertIssuerName', ''],
  ['jobOwner', ''],
  ['ParentUser', ''],
  ['TargetUser', ''],
  ['Remediation User', ''],
  ['User', ''],
  ['UserContext', ''],
  ['ServiceAccount', ''],
]

/** Fields that name a thing: its type, the field of its id, the field of its name. */
const things: readonly (readonly [string, string, string])[] = [
  ['process', 'NewProcessName', 'NewProcessName'],
  ['process', 'TargetImage', 'TargetImage'],
  ['file', 'TargetFilename', 'TargetFilename'],
  ['registry', 'TargetObject', 'TargetObject'],
  ['module', 'ImageLoaded', 'ImageLoaded'],
  ['pipe', 'PipeName', 'PipeName'],
  ['domain', 'QueryName', 'QueryName'],
  ['process', 'Image', 'Image'],
  ['process', 'SourceImage', 'SourceImage'],
  ['task', 'TaskName', 'TaskName'],
  ['service', 'ServiceSid', 'ServiceName'],
  ['file', 'ServiceFileName', 'ServiceFileName'],
  ['file', 'ImagePath', 'ImagePath'],
  ['server', 'TargetServerName', 'TargetServerName'],
  ['server', 'TargetInfo', 'TargetInfo'],
  ['application', 'Application', 'Application'],
  ['firewall rule', 'RuleId', 'RuleName'],
  ['audit policy', 'SubcategoryGuid', 'SubcategoryId'],
  ['domain', 'DomainSid', 'DomainName'],
  ['device', 'DeviceId', 'DeviceDescription'],
  ['device', 'DeviceName', 'DeviceName'],
  ['certificate request', 'RequestId', 'RequestId'],
  ['certificate template', 'TemplateInternalName', 'TemplateInternalName'],
  ['replica', 'DestinationDRA', 'DestinationDRA'],
  ['replica', 'SourceDRA', 'SourceDRA'],
  ['naming context', 'NamingContext', 'NamingContext'],
  ['network policy', 'NetworkPolicyName', 'NetworkPolicyName'],
  ['NAS', 'NASIdentifier', 'NASIdentifier'],
  ['RADIUS client', 'ClientIPAddress', 'ClientName'],
  ['threat', 'Threat ID', 'Threat Name'],
  ['path', 'Path', 'Path'],
  ['package', 'NotificationPackageName', 'NotificationPackageName'],
  ['package', 'SecurityPackageName', 'SecurityPackageName'],
  ['url', 'RemoteName', 'RemoteName'],
  ['url', 'url', 'url'],
]

export const accountRows = rowsByName(accountFields)
export const thingRows = rowsByName(things)

/** Rows of a table by each of the names in them but the first, which is a type where there are three. */
function rowsByName<Row extends readonly string[]>(rows: readonly Row[]): ReadonlyMap<string, RowAt<Row>> {
  return new Map(
    rows.flatMap((row, place) => row.slice(row.length === 3 ? 1 : 0).map((name) => [name, { place, row }] as const)),
  )
}
type RowAt<Row> = { readonly place: number; readonly row: Row }

/** The rows of which the event has a field, in the table's order: an event has fewer fields than the tables have rows. */
export function rowsIn<Row>(event: WindowsEvent, rows: ReadonlyMap<string, RowAt<Row>>): Row[] {
  const found: RowAt<Row>[] = []
  for (const name of event.fields.keys()) {
    const row = rows.get(name)
    if (row !== undefined && !found.includes(row)) found.push(row)
  }
  if (found.length > 1) found.sort((one, other) => one.place - other.place)
  return found.map(({ row }) => row)
}
