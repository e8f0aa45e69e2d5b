import { severity } from '../ocsf.ts'

/** OCSF's severity of a syslog severity (RFC 5424, table 2). */
export const syslogSeverities: readonly number[] = [
  severity.fatal,
  severity.critical,
  severity.critical,
  severity.high,
  severity.medium,
  severity.informational,
  severity.informational,
  severity.informational,
]

export const syslogSeverityNames: readonly string[] = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'informational',
  'debug',
]
