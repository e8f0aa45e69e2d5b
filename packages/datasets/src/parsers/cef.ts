/**
 * ArcSight's Common Event Format, versions 0 and 1: seven fields separated by `|`, then `key=value` pairs whose values
 * may hold spaces.
 * https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/cef-implementation-standard/
 */
export type CefMessage = {
  /** What stands before `CEF:`, as a rule a syslog header. */
  readonly head: string
  readonly version: string
  readonly vendor: string
  readonly product: string
  readonly productVersion: string
  readonly eventClassId: string
  readonly name: string
  readonly severity: string
  readonly extension: CefExtension
}

/** Of a key that comes twice the first value counts; the others are in `more`. */
export type CefExtension = {
  readonly values: ReadonlyMap<string, string>
  readonly more: readonly (readonly [string, string])[]
}

/** A syslog header with structured data is shorter. */
const maxHead = 2048
/** ArcSight knows some 200 keys. */
const maxPairs = 1000

const start = /(?:^|[^A-Za-z])CEF: ?(?=[0-9]+(?:\.[0-9]+)?\|)/

/** Where `CEF:` begins and where its version stands; undefined where there is none. */
export function findCef(text: string): { readonly head: number; readonly body: number } | undefined {
  // Most lines that are asked hold none: indexOf costs a tenth of the pattern.
  if (!text.includes('CEF:')) return undefined
  const found = start.exec(text.slice(0, maxHead))
  if (found === null) return undefined
  const head = found[0].startsWith('C') ? found.index : found.index + 1
  return { head, body: found.index + found[0].length }
}

/** Undefined where the text is no CEF. A record whose collector cut `CEF:` off may begin with its version. */
export function parseCef(text: string): CefMessage | undefined {
  const found = findCef(text) ?? (/^[01]\|/.test(text) ? { head: 0, body: 0 } : undefined)
  if (found === undefined) return undefined
  const fields: string[] = []
  let at = found.body
  while (fields.length < 7) {
    const end = endOfField(text, at)
    // A message without an extension may end without its last bar.
    if (end < 0) {
      if (fields.length !== 6) return undefined
      fields.push(headerText(text.slice(at)))
      at = text.length
    } else {
      fields.push(headerText(text.slice(at, end)))
      at = end + 1
    }
  }
  const [version = '', vendor = '', product = '', productVersion = '', eventClassId = '', name = '', severity = ''] =
    fields
  const extension = parseExtension(text.slice(at))
  return {
    head: text.slice(0, found.head),
    version,
    vendor,
    product,
    productVersion,
    eventClassId,
    name,
    severity,
    extension,
  }
}

function endOfField(text: string, from: number): number {
  let end = text.indexOf('|', from)
  while (end > from && isEscaped(text, end, from)) end = text.indexOf('|', end + 1)
  return end
}

function isEscaped(text: string, at: number, from: number): boolean {
  let slashes = 0
  while (at - 1 - slashes >= from && text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1
  return slashes % 2 === 1
}

const backslash = 92

const headerText = (field: string): string => (field.includes('\\') ? field.replace(/\\([|\\])/g, '$1') : field).trim()

/**
 * A key is the word before an equals sign that no backslash escapes; what stands between two keys is a value. Vendors
 * forget to escape equals signs in URLs: a word with another character than a key may have is none.
 */
export function parseExtension(text: string): CefExtension {
  const values = new Map<string, string>()
  const more: [string, string][] = []
  let key = ''
  let valueStart = 0
  let from = 0
  for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', equals + 1)) {
    const keyStart = startOfKey(text, from, equals)
    from = equals + 1
    if (keyStart < 0) continue
    if (key !== '') keep(values, more, key, text.slice(valueStart, keyStart))
    if (values.size >= maxPairs || more.length >= maxPairs) return { values, more }
    key = text.slice(keyStart, equals)
    valueStart = equals + 1
  }
  if (key !== '') keep(values, more, key, text.slice(valueStart))
  return { values, more }
}

function keep(values: Map<string, string>, more: [string, string][], key: string, value: string): void {
  const plain = extensionText(value)
  if (!values.get(key)) values.set(key, plain)
  else if (plain !== '') more.push([key, plain])
}

/** Where the key before an equals sign begins; -1 where it is none. */
function startOfKey(text: string, from: number, equals: number): number {
  let at = equals
  while (at > from && isKeyCharacter(text.charCodeAt(at - 1))) at -= 1
  const isWord = at < equals && (at === 0 || text.charCodeAt(at - 1) <= 32)
  return isWord ? at : -1
}

/** Letters, digits, `_ . - [ ] : @`. */
function isKeyCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 91) ||
    (code >= 48 && code <= 58) ||
    code === 95 ||
    code === 46 ||
    code === 45 ||
    code === 93 ||
    code === 64
  )
}

function extensionText(value: string): string {
  const text = value.trim()
  return text.includes('\\') ? text.replace(/\\([\\=|nr])/g, (_, escaped: string) => escapes[escaped] ?? escaped) : text
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r' }
