import { civilSeconds, type Micros } from '../fields/time.ts'

/** One record of the Linux audit system: a line of audit.log, or what another program made of one. */
export type AuditdRecord = {
  /** Name of its type, e.g. `SYSCALL`; a number where the line has no more. */
  readonly type: string
  readonly time: Micros
  /** Records of one event have one serial, time and node. */
  readonly serial: string
  readonly node: string
  /** What follows the header. */
  readonly text: string
  readonly fields: AuditdFields
}

/** Values by name, decoded. What auditd interpreted itself (`UID="root"`) stands under the name in capitals. */
export type AuditdFields = ReadonlyMap<string, string>

const header =
  /(?:\bnode=(\S{1,255}) )?\btype=([A-Z0-9_]{1,40}(?:\[\d{1,5}\])?) (?:msg=)?audit\((?:(\d{1,12})\.(\d{1,9})|(\d\d)\/(\d\d)\/(\d\d|\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{1,9})):(\d{1,20})\) ?: ?/

/**
 * Reads a line as auditd, audispd, the kernel's log or `ausearch` write it; undefined where it is none. A time that
 * `ausearch -i` has interpreted is read as UTC with the month first.
 * https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment
 */
export function parseAuditd(line: string): AuditdRecord | undefined {
  const found = header.exec(line)
  if (found === null) return undefined
  const [whole, node = '', type = '', seconds, fraction, ...civil] = found
  return {
    type: type.startsWith('UNKNOWN[') ? type.slice(8, -1) : type,
    time: seconds === undefined ? civilTime(civil) : Number(seconds) * 1e6 + micros(fraction),
    serial: found[12] ?? '',
    node,
    text: line.slice(found.index + whole.length),
    fields: auditdFields(line, found.index + whole.length),
  }
}

const micros = (fraction = '0'): number => Math.trunc(Number(`0.${fraction}`) * 1e6)

function civilTime([month, day, year = '', hour, minute, second, fraction]: (string | undefined)[]): Micros {
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year)
  const seconds = civilSeconds(fullYear, Number(month), Number(day), Number(hour), Number(minute), Number(second))
  return Number.isNaN(seconds) ? undefined : seconds * 1e6 + micros(fraction)
}

/** More fields than any record has: a line of equals signs must not become millions of values. */
const maxFields = 1000

/**
 * Fields from `start` on: `name=value`, with the value in double quotes, encoded as hexadecimal digits, or bare. What
 * stands in single quotes (`msg='...'`) is read as if they were not there. Of a name that comes twice the first counts.
 */
export function auditdFields(text: string, start = 0): AuditdFields {
  const fields = new Map<string, string>()
  let at = start
  while (at < text.length && fields.size < maxFields) {
    const equals = text.indexOf('=', at)
    if (equals < 0) break
    const name = text.slice(startOfName(text, equals, at), equals)
    const mark = text.charCodeAt(equals + 1)
    if (mark === singleQuote) {
      at = equals + 2
      continue
    }
    const quoted = mark === doubleQuote
    const end = quoted ? endOfQuoted(text, equals + 2) : endOfBare(text, equals + 1, name)
    const value = quoted ? text.slice(equals + 2, end) : decoded(name, text.slice(equals + 1, end))
    if (name !== '' && !fields.has(name)) fields.set(name, value)
    at = quoted ? end + 1 : end
  }
  return fields
}

const doubleQuote = 34
const singleQuote = 39

function startOfName(text: string, equals: number, from: number): number {
  let at = equals
  while (at > from && isOfName(text.charCodeAt(at - 1))) at -= 1
  return at
}

const isOfName = (code: number): boolean => code < 128 && ofName[code] === 1

/** Letters, digits, `_ - [ ]`: a table, because seven comparisons a character were a tenth of a line's mapping. */
const ofName = Uint8Array.from({ length: 128 }, (_, code) => (/[\w[\]-]/.test(String.fromCharCode(code)) ? 1 : 0))

function endOfQuoted(text: string, start: number): number {
  const end = text.indexOf('"', start)
  return end < 0 ? text.length : end
}

/** A command line that `ausearch -i` has interpreted has spaces, and is the last of its record. */
function endOfBare(text: string, start: number, name: string): number {
  const toTheEnd = name === 'proctitle'
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 29 || code === 10 || code === 13) break
    if (!toTheEnd && (code === 32 || code === singleQuote || code === 9)) break
  }
  // Old records have `(hostname=db1, addr=192.0.2.7, terminal=ssh res=success)`.
  while (at > start && !toTheEnd && (text.charCodeAt(at - 1) === 44 || isClosing(text, start, at))) at -= 1
  return at
}

/** A bracket that was opened before this value: `(none)` keeps its own. */
const isClosing = (text: string, start: number, end: number): boolean =>
  text.charCodeAt(end - 1) === 41 && text.charCodeAt(start) !== 40

/**
 * Names of fields that hold what anybody may choose. Without quotes they are hexadecimal digits.
 * https://github.com/linux-audit/audit-documentation/blob/main/specs/fields/field-dictionary.csv
 */
const encodable = new Set(
  'acct cmd comm cwd data dir exe file grp hostname key name new_group new-group ocomm old-disk new-disk path proctitle root_dir sw unit vm watch device new-name uri'.split(
    ' ',
  ),
)

function decoded(name: string, value: string): string {
  if (value === '(none)' || value === '(null)' || value === '?') return ''
  if (value.length < 2 || value.length % 2 !== 0 || !isHex(value.charCodeAt(0)) || !isHex(value.charCodeAt(1)))
    return value
  if (!(encodable.has(name) || isArgument(name)) || !/^[0-9A-F]+$/.test(value)) return value
  return Buffer.from(value, 'hex').toString('utf8').replace(/\0+$/, '').replaceAll('\0', ' ')
}

const isHex = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 65 && code <= 70)

/** `a0`, `a1[2]`: arguments of EXECVE. */
const isArgument = (name: string): boolean => name.charCodeAt(0) === 97 && /^a\d+(?:\[\d+\])?$/.test(name)

/** A socket address as the kernel logs it: the bytes of `struct sockaddr` as hexadecimal digits. */
export type SocketAddress = { readonly ip: string; readonly port: number; readonly path: string }

export function socketAddress(saddr: string): SocketAddress | undefined {
  if (saddr.length > 512 || !/^[0-9A-Fa-f]{8,}$/.test(saddr)) return undefined
  const bytes = Buffer.from(saddr, 'hex')
  // The family is in the order of the machine, port and address in that of the network.
  const family = (bytes[0] ?? 0) | (bytes[1] ?? 0)
  if (family === 1) return { ip: '', port: 0, path: unixPath(bytes) }
  if (family === 2 && bytes.length >= 8)
    return { ip: bytes.subarray(4, 8).join('.'), port: bytes.readUInt16BE(2), path: '' }
  if (family !== 10 || bytes.length < 24) return undefined
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(8 + index * 2).toString(16))
  return { ip: groups.join(':'), port: bytes.readUInt16BE(2), path: '' }
}

/** An abstract address begins with a zero byte, which `ss` and others write as `@`. */
function unixPath(bytes: Buffer): string {
  const path = bytes.subarray(2)
  const abstract = path[0] === 0
  const end = path.indexOf(0, abstract ? 1 : 0)
  const name = path.subarray(abstract ? 1 : 0, end < 0 ? undefined : end).toString('utf8')
  return abstract && name !== '' ? `@${name}` : name
}
