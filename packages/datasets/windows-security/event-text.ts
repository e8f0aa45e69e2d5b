import { MappingError } from '../src/mapper.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'
import { accountOf } from './accounts.ts'
import { auditResult, levelOf } from './keywords.ts'
import { messageFields } from './message.ts'
import type { WindowsEvent } from './record.ts'
import { windowsTime } from './time.ts'

/**
 * Reads an event as text: Snare's (also NXLog's to_syslog_snare), or the CloudWatch agent's.
 * @throws MappingError MALFORMED
 */
export function readEventText(text: string, now: number): WindowsEvent {
  const event = snare(text, now) ?? cloudWatch(text)
  if (event === undefined) throw new MappingError('MALFORMED', 'the record is no Windows event in any known form')
  return event
}

/**
 * `HOST MSWinEventLog 1 Security 3195 Mon Mar 02 08:01:17 2026 4624 Microsoft-Windows-Security-Auditing EXAMPLE\ada N/A
 * Success Audit HOST Logon  An account was ... 195`, separated by tabs.
 * https://docs.nxlog.co/refman/current/xm/syslog.html#to_syslog_snare
 */
function snare(text: string, now: number): WindowsEvent | undefined {
  const mark = text.indexOf('MSWinEventLog\t')
  if (mark < 0) return undefined
  const fields = text.slice(mark).split('\t', 200)
  const [, , channel = '', , timeText = '', id, provider = '', user = '', , type = '', computer = ''] = fields
  const counter = fields.length > 14 ? fields.at(-1)?.trim() : undefined
  const message = fields.slice(13, counter === undefined ? undefined : -1).join('\t')
  const header = parseSyslog(text.slice(0, mark), now)
  return {
    provider,
    id: Number(id) || 0,
    channel,
    computer: computer || header.host,
    time: windowsTime(timeText) ?? header.time,
    timeText,
    recordId: counter !== undefined && /^\d{1,20}$/.test(counter) ? counter : '',
    audit: auditResult(type),
    level: levelOf(type),
    writer: user === 'N/A' ? accountOf('', '') : accountOf('', user),
    activityId: '',
    message,
    fields: messageFields(spread(message)),
  }
}

/**
 * Snare has a message in one line, what were its lines and tabs as two or more spaces: a label ends with a colon, and
 * what follows is its value, or the next label where the first was a heading.
 */
function spread(message: string): string {
  if (message.includes('\n')) return message
  const parts = message.slice(0, 32_768).split(/\s{2,}/)
  const lines: string[] = []
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    const next = parts[at + 1] ?? ''
    const isLabel = part.endsWith(':')
    const hasValue = isLabel && next !== '' && !/^[A-Z][A-Za-z ]{1,40}:/.test(next)
    lines.push(hasValue ? `\t${part} ${next}` : isLabel ? part : `\t${part}`)
    if (hasValue) at += 1
  }
  return lines.join('\n')
}

/** `[Security] [INFORMATION] [4624] [Microsoft-Windows-Security-Auditing] [HOST] [message]`. */
function cloudWatch(text: string): WindowsEvent | undefined {
  const parts =
    /^\[([^\]]{1,256})\] \[([^\]]{1,32})\] \[(\d{1,10})\] \[([^\]]{1,256})\] \[([^\]]{0,256})\] \[([\s\S]*)\]\s*$/.exec(
      text,
    )
  if (parts === null) return undefined
  const [, channel = '', level = '', id, provider = '', computer = '', message = ''] = parts
  return {
    provider,
    id: Number(id),
    channel,
    computer,
    time: undefined,
    timeText: '',
    recordId: '',
    audit: auditResult(level),
    level: levelOf(level),
    writer: accountOf('', ''),
    activityId: '',
    message,
    fields: messageFields(message),
  }
}
