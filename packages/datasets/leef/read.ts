import { parseExtension } from '../src/parsers/cef.ts'

/** A record of IBM's Log Event Extended Format, version 1.0 or 2.0. */
export type LeefMessage = {
  /** What stands before `LEEF:`, as a rule a syslog header. */
  readonly head: string
  readonly vendor: string
  readonly product: string
  readonly productVersion: string
  readonly eventId: string
  readonly attributes: ReadonlyMap<string, string>
}

const maxHead = 2048
const maxAttributes = 1000

const start = /(?:^|[^A-Za-z])LEEF: ?(1(?:\.0)?|2(?:\.0)?)\|/

/** Undefined where the text is no LEEF. */
export function parseLeef(text: string): LeefMessage | undefined {
  const found = start.exec(text.slice(0, maxHead))
  if (found === null) return undefined
  const isSecond = found[1]?.startsWith('2') === true
  const fields: string[] = []
  let at = found.index + found[0].length
  while (fields.length < 4) {
    const end = text.indexOf('|', at)
    if (end < 0) return undefined
    fields.push(text.slice(at, end).trim())
    at = end + 1
  }
  const [vendor = '', product = '', productVersion = '', eventId = ''] = fields
  const body = isSecond ? delimited(text, at) : { delimiter: '\t', text: text.slice(at) }
  return {
    head: text.slice(0, found[0].startsWith('L') ? found.index : found.index + 1),
    vendor,
    product,
    productVersion,
    eventId,
    attributes: readAttributes(body.text, body.delimiter),
  }
}

/** LEEF 2.0 may name the delimiter: a character, or its code as `x5E` or `0x5E`. Without one it is the tab. */
function delimited(text: string, at: number): { readonly delimiter: string; readonly text: string } {
  const end = text.indexOf('|', at)
  const named = end < 0 || end - at > 6 ? undefined : text.slice(at, end)
  if (named === undefined || (named.length > 1 && named.includes('='))) return { delimiter: '\t', text: text.slice(at) }
  // The delimiter may be the bar itself.
  if (named === '' && text[at + 1] === '|') return { delimiter: '|', text: text.slice(at + 2) }
  const code = /^(?:\\|0)?[xX]([0-9A-Fa-f]{1,4})$/.exec(named)?.[1]
  const delimiter = code === undefined ? named : String.fromCharCode(Number.parseInt(code, 16))
  return { delimiter: delimiter === '' ? '\t' : delimiter, text: text.slice(end + 1) }
}

/** What syslog daemons, collectors and documentation make of a tab. */
const brokenTabs = ['#011', '\\t', '<009>', '\\x09', '\\0x09', '^t', '<tab>']

function readAttributes(text: string, named: string): ReadonlyMap<string, string> {
  const delimiter = text.includes(named) ? named : (brokenTabs.find((tab) => text.includes(tab)) ?? '')
  // Without its delimiter, what stands between two keys is a value.
  if (delimiter === '') return parseExtension(text).values
  const attributes = new Map<string, string>()
  let equals = text.indexOf('=')
  for (let at = 0; equals >= 0 && at < text.length && attributes.size < maxAttributes; ) {
    const next = text.indexOf(delimiter, at)
    const end = next < 0 ? text.length : next
    if (equals < at) equals = text.indexOf('=', at)
    if (equals >= 0 && equals < end) {
      const key = text.slice(at, equals).trim()
      if (key !== '' && !attributes.get(key)) attributes.set(key, unescaped(text.slice(equals + 1, end).trim()))
    }
    at = end + delimiter.length
  }
  return attributes
}

const unescaped = (value: string): string => (value.includes('\\') ? value.replace(/\\([\\=|])/g, '$1') : value)
