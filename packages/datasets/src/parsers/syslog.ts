import { monthTime } from '../fields/month-time.ts'
import { isoTime, type Micros } from '../fields/time.ts'

/** One syslog message. Parts that it does not have are empty. */
export type SyslogMessage = {
  readonly time: Micros
  readonly timeText: string
  readonly host: string
  readonly app: string
  readonly pid: string
  readonly messageId: string
  /** Parameters of structured data by `id.name`. */
  readonly structuredData: Readonly<Record<string, string>>
  /** 0 to 7 by RFC 5424, table 2; undefined without a priority. */
  readonly severity: number | undefined
  /** 0 to 23 by RFC 5424, table 1; undefined without a priority. */
  readonly facility: number | undefined
  readonly message: string
}

/**
 * Reads a line in any form that syslog daemons write: RFC 5424; RFC 3164 with or without priority; the same with an
 * ISO 8601 time (rsyslog's RSYSLOG_FileFormat, the default of Debian 12); or no more than `app[pid]: message`.
 * Of what is none of these the whole line is the message.
 *
 * An RFC 3164 time has no year and no zone: it is read as UTC, in the latest year in which it is no more than a day
 * after `now`.
 *
 * @param now microseconds since 1970-01-01 UTC
 */
export function parseSyslog(line: string, now: number): SyslogMessage {
  const priority = /^<(\d{1,3})>/.exec(line)
  if (priority === null) return readRest(line, {}, now)
  const number = Number(priority[1])
  return readRest(line.slice(priority[0].length), { severity: number & 7, facility: number >> 3 }, now)
}

/**
 * The header that a syslog daemon put in front of another format: what stands before it.
 * @param now microseconds since 1970-01-01 UTC
 */
export function parseSyslogHead(head: string, now: number): SyslogMessage | undefined {
  const trimmed = head.trim()
  return trimmed === '' ? undefined : parseSyslog(`${trimmed} -`, now)
}

type Priority = { readonly severity?: number; readonly facility?: number }

const readRest = (rest: string, priority: Priority, now: number): SyslogMessage =>
  rfc5424(rest, priority) ?? rfc3164(rest, priority, now)

const nilOr = (field: string | undefined): string => (field === undefined || field === '-' ? '' : field)

/** https://www.rfc-editor.org/rfc/rfc5424#section-6 */
function rfc5424(text: string, priority: Priority): SyslogMessage | undefined {
  const header = /^1 (\S+) (\S+) (\S+) (\S+) (\S+) (?=[-[])/.exec(text)
  if (header === null) return undefined
  const { structuredData, end } = parseStructuredData(text, header[0].length)
  const timeText = nilOr(header[1])
  return {
    time: isoTime(timeText),
    timeText,
    host: nilOr(header[2]),
    app: nilOr(header[3]),
    pid: nilOr(header[4]),
    messageId: nilOr(header[5]),
    structuredData,
    severity: priority.severity,
    facility: priority.facility,
    message: text.slice(end).replace(/^ \uFEFF?/, ''),
  }
}

function parseStructuredData(text: string, start: number) {
  const structuredData: Record<string, string> = {}
  let end = text[start] === '-' ? start + 1 : start
  while (text[end] === '[') {
    const element = /\[([^ =\]"]{1,32})((?: [^ =\]"]{1,32}="(?:[^"\\\]]|\\[\s\S])*")*)\]/y
    element.lastIndex = end
    const found = element.exec(text)
    if (found === null) break
    for (const [, name, value = ''] of (found[2] ?? '').matchAll(/ ([^ =\]"]+)="((?:[^"\\\]]|\\[\s\S])*)"/g)) {
      structuredData[`${found[1]}.${name}`] = value.replace(/\\(["\\\]])/g, '$1')
    }
    end = element.lastIndex
  }
  return { structuredData, end }
}

/** https://www.rfc-editor.org/rfc/rfc3164#section-4.1, as daemons write it. */
function rfc3164(text: string, priority: Priority, now: number): SyslogMessage {
  const time =
    /^(?:([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: (\d{4}))?|(\d{4}-\d\d-\d\dT\S+)) /.exec(
      text,
    )
  const afterTime = time === null ? text : text.slice(time[0].length)
  const host = time === null ? null : /^(\S*[^\s:]) (?=\S)/.exec(afterTime)
  const content = host === null ? afterTime : afterTime.slice(host[0].length)
  const tag = /^([A-Za-z0-9_./-]+(?:\([^)\s]+\))?)(?:\[(\d+)\])?: ?/.exec(content)
  const isTag = tag !== null && (time !== null || tag[2] !== undefined)
  return {
    time: time === null ? undefined : time[9] === undefined ? bsdTime(time, now) : isoTime(time[9], 'utc'),
    timeText: time?.[0].trim() ?? '',
    host: host?.[1] ?? '',
    app: isTag ? (tag[1] ?? '') : '',
    pid: isTag ? (tag[2] ?? '') : '',
    messageId: '',
    structuredData: {},
    severity: priority.severity,
    facility: priority.facility,
    message: isTag ? content.slice(tag[0].length) : content,
  }
}

function bsdTime(parts: RegExpExecArray, now: number): Micros {
  const [, month, day, yearBefore, hour, minute, second, fraction, yearAfter] = parts
  return monthTime({ year: yearBefore ?? yearAfter, month, day, hour, minute, second, fraction }, 0, now)
}
