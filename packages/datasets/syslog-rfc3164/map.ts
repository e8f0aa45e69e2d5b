import { parseSyslog } from '../src/parsers/syslog.ts'
import { syslogMapper } from '../src/syslog/mapper.ts'

/** Syslog messages by RFC 3164 of any program, as daemons write it. README.md says what is mapped. */
export default syslogMapper('syslog-rfc3164', detects)

/** A priority and a time, or without a priority a time, a host and a program: less may be any text. */
function detects(text: string): boolean {
  const line = text.slice(0, 1024).replace(/^[1-9]\d{0,7} (?=<)/, '')
  if (/^<\d{1,3}>1 /.test(line)) return false
  const { time, severity, host, app } = parseSyslog(line, now)
  return time !== undefined && (severity !== undefined || (host !== '' && app !== ''))
}

/** Detection only asks whether there is a time: any year will do. */
const now = Date.UTC(2026, 0, 1) * 1000
