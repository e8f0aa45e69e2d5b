import { parseSyslog } from '../src/parsers/syslog.ts'
import { blankAccess, known, setRequest } from './access.ts'
import type { Line } from './clf.ts'
import { clfTime } from './time.ts'

/**
 * HAProxy's HTTP log: `client:port [time] frontend backend/server timers status bytes cookies state connections queues
 * {headers} "request"`.
 * https://docs.haproxy.org/3.0/configuration.html#8.2.3
 */
const pattern =
  /(?<![^\s])(\S{2,64}):(\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] (\S+) ([^\s/]+)\/(\S+) ([-+\d/]+) (-1|\d{3}) (\+?\d+) \S+ \S+ (\S{4}) ([\d/+]+) (\d+\/\d+)((?: \{[^}]*\}){0,2}) "([^"]*)"?/

/** Undefined where the line is none. Past 16 KiB HAProxy itself has cut the line. */
export function readHaproxy(line: string, now: number): Line | undefined {
  const found = pattern.exec(line.slice(0, 16_384))
  if (found === null) return undefined
  const [, client = '', port = '', timeText = '', frontend = '', backend = '', server = ''] = found
  const [, , , , , , , timers = '', status = '', bytes = '', state = '', , , headers = '', request = ''] = found
  const access = blankAccess()
  setRequest(access, request)
  access.client = client
  access.clientPort = port
  access.time = clfTime(timeText)
  access.timeText = timeText
  access.status = status === '-1' ? '' : status
  access.service = parseSyslog(line.slice(0, found.index), now).app || 'haproxy'
  return {
    access,
    attributes: attributes({ frontend, backend, server, timers, bytes, state, headers: headers.trim() }),
  }
}

function attributes(pairs: Record<string, string>): Record<string, string> {
  for (const name in pairs) if (known(pairs[name] ?? '') === '') delete pairs[name]
  return pairs
}
