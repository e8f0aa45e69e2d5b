import { monthTimes } from '../src/fields/month-time.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'

/** A system message of IOS, IOS XE, IOS XR or NX-OS: `%FACILITY-SEVERITY-MNEMONIC: text`, and what stands before it. */
export type SystemMessage = {
  readonly time: Micros
  readonly timeText: string
  readonly host: string
  /** Number that `service sequence-numbers` gives. */
  readonly sequence: string
  /** Card of IOS XR that wrote the message: `RP/0/RP0/CPU0`. */
  readonly node: string
  /** Process of IOS XR: `SSHD_[65784]`. */
  readonly process: string
  /** `*` and `.` mark a clock that was never set, or that lost its server. */
  readonly clock: '' | 'unset' | 'unsynchronized'
  readonly facility: string
  readonly severity: number
  readonly mnemonic: string
  readonly text: string
}

/** Past this no message begins. */
const maxHead = 1024

const mark = /%([A-Za-z]\w*(?:-\w+)*?)-([0-7])-(\w+) ?: ?/

/**
 * Undefined where the line holds no system message.
 * @param now microseconds since 1970-01-01 UTC
 */
export function readSystemMessage(line: string, now: number): SystemMessage | undefined {
  const found = mark.exec(line.slice(0, maxHead))
  if (found === null) return undefined
  return {
    ...readHead(line.slice(0, found.index), now),
    facility: found[1] ?? '',
    severity: Number(found[2]),
    mnemonic: found[3] ?? '',
    text: line.slice(found.index + found[0].length).trim(),
  }
}

type Head = Omit<SystemMessage, 'facility' | 'severity' | 'mnemonic' | 'text'>

/**
 * The device's own time is the last before the message; one further ahead was written by a relay. A relay's is taken
 * where the device says that its clock was never set.
 */
function readHead(head: string, now: number): Head {
  const times = monthTimes(head, now)
  const own = times.at(-1)
  const sign = own === undefined ? '' : head.slice(0, own.index).trimEnd().at(-1)
  const clock = sign === '*' ? 'unset' : sign === '.' ? 'unsynchronized' : ''
  const iso = isoDateTime.exec(head)?.[0]
  const relayed = times.length > 1 && clock === 'unset' ? times[0] : own
  const isRelayed = iso !== undefined && (own === undefined || clock === 'unset')
  let rest = head.replace(/^<\d{1,3}>/, '')
  for (const { text } of times) rest = rest.replace(text, ' ')
  if (iso !== undefined) rest = rest.replace(iso, ' ')
  return {
    ...readWords(rest),
    time: isRelayed ? isoTime(iso, 'utc') : relayed?.time,
    timeText: isRelayed ? iso : (relayed?.text ?? ''),
    clock,
  }
}

const isoDateTime = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/

/** Up to the message stand host, running number, card and process, in any order and each perhaps absent. */
function readWords(head: string) {
  const found = { host: '', sequence: '', node: '', process: '' }
  for (const [word] of head.matchAll(/[^\s:*]+(?::[^\s:*]+)*/g)) {
    if (/^\d+$/.test(word)) found.sequence = word
    else if (/^(?:RP|LC|RSP|\d+)\/[\w/]+$/.test(word)) found.node = word
    else if (/^[\w-]+\[\d+\]$/.test(word)) found.process = word
    else if (found.host === '' && isName(word)) found.host = word
  }
  return found
}

/** Not an uptime (`00:00:46`, `1w2d`, `3d04h`), a mark, or a nil. */
const isName = (word: string): boolean =>
  /[A-Za-z0-9]/.test(word) && !/^(?:\d+:\d\d:\d\d|\d+[ywdh]\d+[wdhm])$/.test(word)
