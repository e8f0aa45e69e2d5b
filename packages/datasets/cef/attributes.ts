import type { CefMessage } from '../src/parsers/cef.ts'

/** Keys that the event holds in a field of its own. */
const held = new Set(
  (
    'rt start end startTime endTime deviceReceiptTime dtz act deviceAction app outcome reason suser sourceUserName suid ' +
    'sourceUserId duser destinationUserName duid destinationUserId requestClientApplication src sourceAddress spt ' +
    'sourcePort shost sourceHostName dst destinationAddress dpt destinationPort dhost destinationHostName filePath fname ' +
    'fileHash fileId request dproc dpid destinationServiceName dvchost deviceHostName deviceExternalId'
  ).split(' '),
)

const custom = /^(?:cs\d|cn\d|cfp\d|c6a\d|flexString\d|flexNumber\d|deviceCustom\w+\d|flexDate\d)$/

/** `cs1=EICAR cs1Label=Virus`: what the vendor calls the custom field. */
export function labelOf(key: string, values: ReadonlyMap<string, string>): string | undefined {
  const last = key.charCodeAt(key.length - 1)
  if (last < 48 || last > 57 || !custom.test(key)) return undefined
  return values.get(`${key}Label`) || undefined
}

/** Everything that no other field holds, custom fields by their labels; and what the header says about the device. */
export function attributesOfExtension(cef: CefMessage, values: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [key, value] of values) {
    if (value === '' || held.has(key) || (key.endsWith('Label') && values.has(key.slice(0, -5)))) continue
    kept[labelOf(key, values) ?? key] = value
  }
  kept['event_class_id'] = cef.eventClassId
  if (values.get('act')) kept['event_name'] = cef.name
  kept['vendor'] = cef.vendor
  kept['product'] = cef.product
  return kept
}

/** A vendor's own key, or a label, that names a user: `PanOSSourceUserName`, `TargetUser`, `User Name`. */
export function isUserKey(key: string): boolean {
  const last = key.charCodeAt(key.length - 1) | 32
  // Ends with the r of user, the e of name, the t of account, the s of users.
  if (last !== 114 && last !== 101 && last !== 116 && last !== 115) return false
  return (
    /(?:^|[a-zA-Z _.-])(?:user|users|account|user ?name|account ?name|owner)$/i.test(key) && !standardKeys.test(key)
  )
}

const standardKeys = /^(?:[sd]user|(?:source|destination)UserName|isPrisma|PanOSIs)/
