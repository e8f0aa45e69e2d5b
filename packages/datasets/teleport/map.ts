import { firstText, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { headed } from '../src/headed.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity, unclassified } from '../src/ocsf.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { actorOf } from './actor.ts'
import { classify } from './classify.ts'
import { targetsOf } from './targets.ts'

/** Teleport's audit events, of version 10 and later. README.md says which field comes from where. */
export default headed(
  jsonMapper({
    name: 'teleport',
    version: 1,
    arrayMember: ['events'],
    unwrap: (record) => carriedJson(record, isEvent),
    detects: isEvent,
    map: mapEvent,
  }),
)

/** Every event has its type, a code that ends in a letter of severity, an id and its time. */
function isEvent(record: JsonRecord): boolean {
  const { event, code, uid, time } = record
  return (
    typeof event === 'string' && typeof code === 'string' && isCode.test(code) && 'ei' in record && Boolean(uid ?? time)
  )
}

const isCode = /^[A-Z]{1,8}\d{2,5}[IWES]$/

function mapEvent(event: JsonRecord): Draft {
  const type = text(event['event'])
  if (type === '') throw new MappingError('MISSING_FIELD', 'the record has no event')
  const classification = classify(type, event)
  const result = outcomeOf(event)
  const time = text(event['time'])
  const actor = actorOf(event)
  const atLeast = result.outcome === 'failure' ? severity.low : severity.informational
  return {
    ...actor,
    ...result,
    ...(classification ?? unclassified),
    severity_id: Math.max(classification?.severity_id ?? 0, atLeast),
    event_time: isoTime(time),
    event_time_raw: time,
    action: type,
    service: 'teleport',
    ...addressesOf(event),
    user_agent: userAgentOf(event),
    targets: targetsOf(event, type, actor.actor_id ?? ''),
    trace_id: text(event['trace_id']),
    source_event_id: text(event['uid']),
    unknown_event_type: classification === undefined ? type : undefined,
  }
}

function addressesOf(event: JsonRecord): Draft {
  return {
    source: firstText(event['addr.remote'], event['remote_addr'], event['client_ip'], event['src_addr']),
    destination: firstText(event['addr.local'], event['dst_addr'], event['desktop_addr'], event['server_addr']),
    destination_port: Number(text(event['dst_port'])),
    destination_host: firstText(event['server_hostname'], event['app_public_addr']),
  }
}

function userAgentOf(event: JsonRecord): string {
  return firstText(event['user_agent'], event['useragent'], object(event['headers'])['User-Agent'])
}

/** The event's own word, else the last letter of its code: I and S for what went well, W and E for what did not. */
function outcomeOf(event: JsonRecord): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const code = text(event['code'])
  const failed =
    typeof event['success'] === 'boolean'
      ? !event['success']
      : code.endsWith('W') || code.endsWith('E') || hasError(event)
  const number = firstText(event['exitCode'], event['exit_code'], event['response_code'], event['status_code'])
  return {
    outcome: failed || Number(number) >= 400 ? 'failure' : 'success',
    status_code: number || code,
    status_detail: firstText(
      event['error'],
      event['exitError'],
      event['message'],
      event['user_message'],
      failed ? event['reason'] : undefined,
    ),
  }
}

const hasError = (event: JsonRecord): boolean => text(event['error']) !== '' || text(event['exitError']) !== ''
