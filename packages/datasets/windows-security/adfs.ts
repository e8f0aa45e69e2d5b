import { unescapeXml } from '../src/parsers/xml.ts'
import type { WindowsEvent } from './record.ts'

export const adfsProvider = 'AD FS Auditing'

/**
 * AD FS puts an audit document into the event's message, or its second value.
 * https://learn.microsoft.com/windows-server/identity/ad-fs/troubleshooting/ad-fs-tshoot-logging
 */
export function withAuditXml(event: WindowsEvent): WindowsEvent {
  const second = event.fields.get('param2')
  const document = event.message.includes('<AuditBase') ? event.message : typeof second === 'string' ? second : ''
  const fields = new Map(event.fields)
  for (const [, name = '', text = ''] of document.slice(0, maxDocument).matchAll(element)) {
    const value = unescapeXml(text).trim()
    const field = fieldNames.get(name) ?? name
    if (value !== '' && value !== 'N/A' && !fields.has(field)) fields.set(field, value)
  }
  return { ...event, fields, audit: event.audit || auditOf(fields.get('AuditResult')) }
}

const auditOf = (result: unknown) => (result === 'Success' ? 'success' : result === 'Failure' ? 'failure' : '')

const maxDocument = 65_536
const element =
  /<(UserId|IpAddress|ForwardedIpAddress|UserAgentString|RelyingParty|AuditResult|FailureType|OAuthClientId|DeviceId)>([^<]*)</g

const fieldNames = new Map([
  ['UserId', 'TargetUserName'],
  ['RelyingParty', 'TargetServerName'],
  ['FailureType', 'FailureReason'],
  ['OAuthClientId', 'Application'],
])
