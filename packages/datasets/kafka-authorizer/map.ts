import { object, text } from '../src/fields/text.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { textOrJson } from '../src/text-or-json.ts'
import { confluentDraft, isConfluent } from './confluent.ts'
import { lineDraft, readDecision } from './line.ts'

const name = 'kafka-authorizer'
const version = 1

const json = jsonMapper({
  name,
  version,
  detects: (record) => isConfluent(record) || readDecision(messageOf(record)) !== null,
  map: jsonDraft,
})

/** Decisions of Kafka's authorizer, and Confluent's audit events. README.md says which forms are known. */
export default textOrJson({ name, version, detects: (line) => readDecision(line) !== null, map: textDraft }, json)

function textDraft(line: string, now: number): Draft {
  const draft = lineDraft(line, now)
  if (draft === undefined)
    throw new MappingError('MALFORMED', 'the line holds no decision: no Principal = and operation =')
  return draft
}

const messageOf = (record: JsonRecord): string =>
  text(record['message']) || text(record['log']) || text(record['MESSAGE']) || text(record['msg'])

function jsonDraft(record: JsonRecord): Draft {
  if (isConfluent(record)) return confluentDraft(record)
  const draft = textDraft(messageOf(record).trimEnd(), 0)
  const { time, timeText } = logTime(record)
  return time === undefined ? draft : { ...draft, event_time: time, event_time_raw: timeText }
}

/** log4j's JSON layouts: an instant, milliseconds (JsonLayout), or a text (JsonTemplateLayout, logstash, ECS). */
function logTime(record: JsonRecord): { time: Micros; timeText: string } {
  const instant = object(record['instant'])
  const seconds = instant['epochSecond']
  if (typeof seconds === 'number') {
    const nanos = Number(text(instant['nanoOfSecond']))
    return { time: Math.round(seconds * 1e6 + Math.trunc(nanos / 1000)), timeText: String(seconds) }
  }
  const millis = record['timeMillis'] ?? record['timestamp']
  if (typeof millis === 'number') return { time: Math.round(millis * 1000), timeText: text(millis) }
  const timeText = text(record['@timestamp']) || text(record['timestamp']) || text(record['time'])
  return { time: isoTime(timeText, 'utc'), timeText }
}
