import { text } from '../src/fields/text.ts'
import type { Line } from '../src/line-mapper.ts'
import { type CefMessage, findCef, parseCef } from '../src/parsers/cef.ts'
import { firewallPairs } from '../src/parsers/key-value.ts'

/** A log of FortiOS by FortiOS's own field names, whichever format it came in. */
export type FortiLog = {
  readonly fields: ReadonlyMap<string, string>
  /** Values of CEF keys that came twice. */
  readonly more: readonly (readonly [string, string])[]
  /** The syslog header in front of it; empty without one. */
  readonly head: string
}

/** Undefined where the line is no log of FortiOS. */
export function readLog(line: Line): FortiLog | undefined {
  if (line.record !== undefined) return { fields: ofJson(line.record), more: [], head: '' }
  const { text } = line
  if (findCef(text) !== undefined || /^[01]\|Fortinet\|/.test(text)) {
    const cef = parseCef(text)
    return cef && { fields: ofCef(cef), more: cef.extension.more, head: cef.head }
  }
  const first = firstPair.exec(text.slice(0, maxHead))
  if (first === null) return undefined
  const body = text.slice(first.index)
  return { fields: firewallPairs(body, isCsv(body) ? ',' : ' '), more: [], head: text.slice(0, first.index) }
}

/** A header of RFC 5424 with a host of 255 characters is shorter. */
const maxHead = 1024

const firstPair =
  /(?<![^\s">\]])(?:date|time|timestamp|logver|devname|devid|logid|log_id|type|eventtime|itime|idseq|vd)=/

/** `set format csv` separates the pairs by commas. */
const isCsv = (body: string): boolean => /^[\w-]+=(?:"[^"]{0,256}"|[^\s",]{0,256}),[\w-]+=/.test(body)

function ofJson(record: Readonly<Record<string, unknown>>): Map<string, string> {
  const fields = new Map<string, string>()
  for (const name in record) {
    const value = text(record[name])
    if (value !== '') fields.set(name, value)
  }
  return fields
}

/** Names of FortiOS by CEF key. https://docs.fortinet.com/document/fortigate/7.4.0/fortios-log-message-reference/604144 */
const cefNames = new Map<string, string>([
  ['src', 'srcip'],
  ['dst', 'dstip'],
  ['spt', 'srcport'],
  ['dpt', 'dstport'],
  ['shost', 'srcname'],
  ['act', 'action'],
  ['duser', 'user'],
  ['suser', 'from'],
  ['app', 'service'],
  ['externalId', 'sessionid'],
  ['externalID', 'sessionid'],
  ['deviceExternalId', 'devid'],
  ['dvchost', 'devname'],
  ['dhost', 'hostname'],
  ['sproc', 'ui'],
  ['outcome', 'status'],
  ['requestClientApplication', 'agent'],
  ['request', 'url'],
  ['requestContext', 'catdesc'],
  ['fname', 'filename'],
  ['deviceSeverity', 'level'],
  ['deviceInboundInterface', 'srcintf'],
  ['deviceOutboundInterface', 'dstintf'],
  ['sourceTranslatedAddress', 'transip'],
  ['sourceTranslatedPort', 'transport'],
  ['destinationTranslatedAddress', 'tranip'],
  ['destinationTranslatedPort', 'tranport'],
  ['cnt', 'count'],
  ['in', 'rcvdbyte'],
  ['out', 'sentbyte'],
  ['deviceDirection', 'direction'],
])

/** What FortiOS and FortiAnalyzer put before the names for which CEF has no key. */
const prefix = /^(?:FTNTFGT|FortinetFortiGate|ad\.|foo\.)/

function ofCef({ eventClassId, name, extension }: CefMessage): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [key, value] of extension.values) {
    const plain = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
    const bare = key.replace(prefix, '')
    const known = cefNames.get(key) ?? labelled(key, extension.values) ?? bare
    if (plain !== '' && !fields.get(known)) fields.set(known, plain.replaceAll('\\\\', '\\'))
  }
  addCategory(fields, extension.values.get('cat') ?? name)
  if (!fields.has('logid')) fields.set('logid', eventClassId)
  return fields
}

/** `cs5=10 cs5Label=Policy Id`: the label is the name. */
function labelled(key: string, values: ReadonlyMap<string, string>): string | undefined {
  if (!/^c[sn]\d$/.test(key)) return undefined
  return values.get(`${key}Label`)?.toLowerCase().replaceAll(' ', '')
}

/** `cat=event:system`: type and subtype. A virus log's own `FTNTFGTcat` is another thing. */
function addCategory(fields: Map<string, string>, category: string): void {
  const [type = '', subtype = ''] = category.split(/[:\s]/)
  if (!fields.has('type')) fields.set('type', type)
  if (!fields.has('subtype') && subtype !== '') fields.set('subtype', subtype)
}

/** The first of the fields that has a value; FortiOS writes `N/A` and `none` where it has none. */
export type Get = (first: string, second?: string, third?: string, fourth?: string) => string

export function getterOf(fields: ReadonlyMap<string, string>): Get {
  const one = (name: string | undefined): string => {
    const value = name === undefined ? undefined : fields.get(name)
    return value === undefined || value === 'N/A' || value === 'none' ? '' : value
  }
  return (first, second, third, fourth) => one(first) || one(second) || one(third) || one(fourth)
}
