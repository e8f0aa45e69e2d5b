import { isoTime, type Micros } from '../fields/time.ts'
import { parseSyslog } from './syslog.ts'

/** Past this the head of a line holds no time. */
const maxHead = 512

/**
 * The time at the head of a line that a logging library wrote, and a container runtime or syslog perhaps headed again:
 * the first time with a zone, else the first without one, read as UTC; else syslog's.
 *
 * @param head what stands before the message
 * @param now microseconds since 1970-01-01 UTC
 */
export function lineTime(head: string, now: number): { readonly time: Micros; readonly timeText: string } {
  let zoneless = ''
  for (const [timeText, zone] of head.slice(0, maxHead).matchAll(isoDateTime)) {
    if (zone !== undefined) return { time: isoTime(timeText), timeText }
    zoneless ||= timeText
  }
  if (zoneless !== '') return { time: isoTime(zoneless, 'utc'), timeText: zoneless }
  const { time, timeText } = parseSyslog(head, now)
  return { time, timeText }
}

const isoDateTime = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(Z| ?[+-]\d\d:?\d\d)?/g
