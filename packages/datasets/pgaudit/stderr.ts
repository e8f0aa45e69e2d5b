import { ip } from '../src/fields/ip.ts'
import { keyValues } from '../src/parsers/key-value.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'
import { blankEntry, known, type LogEntry, logTime } from './entry.ts'

/** A log_line_prefix longer than this is not looked into. */
const maxPrefix = 512

const severities =
  /(?<![A-Za-z])(DEBUG[1-5]|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC|DETAIL|HINT|QUERY|CONTEXT|STATEMENT): {1,2}/

/**
 * A line of the stderr or syslog destination. What stands before the severity is log_line_prefix, which every server
 * sets as it likes, so its parts are known by their form: `user=` and its kin, `user@database`, `host(port)`, `[pid]`.
 * Undefined where there is no severity: such a line is the continuation of another.
 * https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-LINE-PREFIX
 */
export function readStderr(line: string, now: number): LogEntry | undefined {
  const syslog = syslogOf(line, now)
  const text = syslog?.message ?? line
  const severity = severities.exec(text.slice(0, maxPrefix))
  if (severity === null) return undefined
  return {
    ...blankEntry,
    ...(syslog && { time: syslog.time, timeText: syslog.timeText, server: syslog.host, pid: syslog.pid }),
    ...readPrefix(text.slice(0, severity.index)),
    severity: severity[1] ?? '',
    ...readMessage(text.slice(severity.index + severity[0].length)),
  }
}

/** Entries that tell more of the one before them, and which of its parts they are. */
const further = new Map<string, 'detail' | 'hint' | 'statement' | 'context'>([
  ['DETAIL', 'detail'],
  ['HINT', 'hint'],
  ['STATEMENT', 'statement'],
  ['QUERY', 'statement'],
  ['CONTEXT', 'context'],
])

/**
 * PostgreSQL puts a tab before each further line of a message. A shipper can have joined an error with its DETAIL, HINT,
 * CONTEXT and STATEMENT, which begin with a prefix of their own.
 */
function readMessage(whole: string): Partial<LogEntry> & { message: string } {
  if (!whole.includes('\n')) return { message: whole.trimEnd() }
  const parts: { message: string; detail?: string; hint?: string; statement?: string; context?: string } = {
    message: '',
  }
  let part: keyof typeof parts = 'message'
  for (const line of whole.trimEnd().split('\n')) {
    const begun: RegExpExecArray | null = line.startsWith('\t') ? null : severities.exec(line.slice(0, maxPrefix))
    const next = begun === null ? undefined : further.get(begun[1] ?? '')
    const text = line.startsWith('\t') ? line.slice(1) : line
    if (next === undefined || begun === null) {
      parts[part] = parts[part] === undefined || parts[part] === '' ? text : `${parts[part]}\n${text}`
    } else {
      part = next
      parts[part] = line.slice(begun.index + begun[0].length)
    }
  }
  return parts
}

/** Written by a syslog daemon: `Mar  2 08:01:17 db-1 postgres[4242]: [5-1] ...`. */
function syslogOf(line: string, now: number) {
  if (!/^(?:<\d|[A-Z][a-z]{2} |\d{4}-\d\d-\d\dT)/.test(line)) return undefined
  const message = parseSyslog(line, now)
  return message.app.startsWith('postgres') ? message : undefined
}

function readPrefix(prefix: string): Partial<LogEntry> {
  const timeText =
    /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (?:[A-Za-z]{1,5}|[+-]\d\d(?::?\d\d)?)(?![A-Za-z])/.exec(prefix)?.[0]
  const epoch = timeText === undefined ? /(?<![\d.])(\d{10})\.(\d{3})(?!\d)/.exec(prefix) : null
  // Amazon RDS separates by colons: `2026-03-02 08:01:17 UTC:203.0.113.9(50022):ada@shop:[4242]:`.
  const rest = timeText === undefined ? prefix : prefix.replace(timeText, ' ').replace(/^ :/, ' ')
  const pairs = rest.includes('=') ? keyValues(rest.replace(/[[\](){}<>|/]/g, ' ')) : noPairs
  const named = (...names: readonly string[]): string => (pairs.size === 0 ? '' : firstNamed(pairs, names))
  const login = /(?<![^\s:,[(])([^\s@:,[\]()=]+|\[unknown\])@([^\s@:,[\]()=]+|\[unknown\])/.exec(rest)
  const host = /(?<![^\s:,=])([^\s,=()]{1,255}?)\((\d{1,5})\)/.exec(rest)
  const found = {
    user: named('user', 'usr', 'u') || known(login?.[1]),
    database: named('db', 'database', 'dbname', 'd') || known(login?.[2]),
    client: clientOf(named('client', 'host', 'remote', 'remote_host', 'h', 'r')) || known(host?.[1]) || addressIn(rest),
    clientPort: host?.[2] ?? '',
    pid: /\[(\d+)\]/.exec(rest)?.[1] ?? /\[(\d+)-\d+\]/.exec(rest)?.[1] ?? named('pid', 'p'),
    sessionId: /(?<![\w.])[0-9a-f]{8}\.[0-9a-f]{1,8}(?![\w.])/.exec(rest)?.[0] ?? named('session', 'sess'),
    application: applicationIn(rest),
    sqlState: named('state', 'sqlstate', 'errcode', 'err', 'e'),
    commandTag: named('tag', 'command', 'cmd', 'i'),
    queryId: named('query_id', 'queryid', 'qid', 'Q'),
    backendType: named('backend', 'backend_type', 'b'),
    ...separated(rest),
    ...(timeText !== undefined && { time: logTime(timeText), timeText }),
    ...(epoch && { time: Number(epoch[1]) * 1e6 + Number(epoch[2]) * 1e3, timeText: epoch[0] }),
  }
  return withoutEmpty(found)
}

const noPairs: ReadonlyMap<string, string> = new Map()

function firstNamed(pairs: ReadonlyMap<string, string>, names: readonly string[]): string {
  for (const name of names) {
    const value = pairs.get(name)
    if (value) return known(value)
  }
  return ''
}

function withoutEmpty(parts: Record<string, unknown>): Partial<LogEntry> {
  const present: Record<string, unknown> = {}
  for (const name in parts) if (parts[name] !== '') present[name] = parts[name]
  return present
}

/**
 * `%m|%u|%d|%c|`: parts without names between bars. What has no form of its own is user and database, in this order, as
 * in the examples of the documentation.
 */
function separated(prefix: string): Partial<LogEntry> {
  if (!prefix.includes('|') || prefix.includes('=')) return {}
  const words = prefix.split('|').map((word) => word.trim())
  const state =
    words.find((word) => /^(?=.*\d)[0-9A-Z]{5}$/.test(word) && !/^\d+$/.test(word)) ??
    words.find((word) => word === '00000')
  const names = words.filter(
    (word) => isName.test(word) && word !== state && !/^[0-9a-f]{8}\.[0-9a-f]{1,8}$/.test(word),
  )
  const [user = '', database = ''] = names.filter((word) => ip(word) === '')
  return { user: known(user), database: known(database), ...(state !== undefined && { sqlState: state }) }
}

const isName = /^(?!\d+$)[A-Za-z_[][\w.@$\]-]{0,62}$/

/** A name of an application may hold spaces: it ends where the next pair, a comma or a bracket begins. */
function applicationIn(prefix: string): string {
  return known(
    /(?:^|[\s,;[(])(?:app|application|application_name|a)=([^,\])]*?)(?=[,\])]|\s+\w+=|\s*$)/.exec(prefix)?.[1],
  )
}

/** `client=203.0.113.9(50022)` comes from `client=%r`. */
const clientOf = (client: string): string => client.replace(/\(\d+\)$/, '')

function addressIn(prefix: string): string {
  return prefix.split(/[\s,]+/).find((word) => ip(word) !== '') ?? ''
}
