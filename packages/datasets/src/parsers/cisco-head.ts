import { monthTimes } from '../fields/month-time.ts'
import { isoTime, type Micros } from '../fields/time.ts'

/** What Cisco's devices and the relays of their messages write before `%FACILITY-SEVERITY-MNEMONIC`. */
export type CiscoHead = {
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
}

/**
 * The device's own time is the last before the message; one further ahead was written by a relay. A relay's is taken
 * where the device says that its clock was never set.
 */
export function readCiscoHead(head: string, now: number): CiscoHead {
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
