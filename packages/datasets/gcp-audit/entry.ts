import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'

/** What every LogEntry has, whatever its payload. */
export function sharedOf(entry: JsonRecord): Draft {
  const labels = object(object(entry['resource'])['labels'])
  const http = object(entry['httpRequest'])
  const time = firstText(entry['timestamp'], entry['receiveTimestamp'])
  return {
    event_time: isoTime(time),
    event_time_raw: time,
    severity_id: severities.get(text(entry['severity'])) ?? severity.informational,
    user_agent: text(http['userAgent']),
    cloud_provider: 'gcp',
    cloud_account: firstText(labels['project_id'], ownerOf(text(entry['logName']))),
    cloud_region: firstText(
      labels['location'],
      labels['zone'],
      labels['region'],
      list(object(object(entry['protoPayload'])['resourceLocation'])['currentLocations'])[0],
    ),
    request_id: text(object(entry['operation'])['id']),
    trace_id: text(entry['trace']),
    source_event_id: text(entry['insertId']),
    // insertId is unique among the entries of a log that have the same time.
    event_key: `${text(entry['logName'])}/${time}`,
  }
}

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#logseverity */
const severities = new Map<string, number>([
  ['WARNING', severity.low],
  ['ERROR', severity.medium],
  ['CRITICAL', severity.high],
  ['ALERT', severity.high],
  ['EMERGENCY', severity.critical],
])

/** The project, folder or organization of a log's name. */
const ownerOf = (logName: string): string => logName.split('/', 2)[1] ?? ''
