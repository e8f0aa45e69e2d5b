import { ip } from '../src/fields/ip.ts'
import { email } from '../src/fields/text.ts'
import { isoTime, type Micros, zoneOffset } from '../src/fields/time.ts'
import { type Line, lineMapper } from '../src/line-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { parseSyslogHead } from '../src/parsers/syslog.ts'
import { attributes } from './attributes.ts'
import { classify } from './classify.ts'
import { isPanRecord, ofPanRecord } from './json.ts'
import { outcomeOf } from './outcome.ts'
import { type PanLog, readPanLog } from './read.ts'
import { targetsOf } from './targets.ts'

/** Logs of Palo Alto Networks firewalls and Panorama as CSV. README.md says what is mapped. */
export default lineMapper({ name: 'paloalto', version: 1, detects, begins: detects, isRecord: isPanRecord, map })

function detects(text: string): boolean {
  return readPanLog(text.slice(0, 1024))?.isKnown === true
}

type Get = PanLog['get']

function map(line: Line): Draft {
  if (line.record !== undefined) return ofRecord(line.record)
  const log = readPanLog(line.text)
  if (log === undefined)
    throw new MappingError('MALFORMED', 'the line holds no CSV record of PAN-OS with time, serial and type')
  const { type, isKnown, fields, layout } = log
  const head = parseSyslogHead(log.head, line.now)
  const draft = draftOf(log, head?.host || line.shippedHost)
  return {
    ...draft,
    event_time: draft.event_time ?? head?.time ?? line.shippedTime,
    attributes: attributes(log),
    unknown_event_type: isKnown ? undefined : type,
    unknown_fields: isKnown && fields.length > layout.names.length ? [`${type}[${layout.names.length}]`] : undefined,
  }
}

/** Attributes only for text: what a JSON record has besides stays in `raw`. */
const ofRecord = (record: NonNullable<Line['record']>): Draft => draftOf(ofPanRecord(record), '')

function draftOf(log: PanLog, host: string): Draft {
  const { get, type } = log
  return {
    event_time: timeOf(get),
    event_time_raw: get('time_generated') || get('receive_time'),
    ...what(log),
    ...who(get),
    ...where(get),
    before: jsonOf(get('before')),
    after: jsonOf(get('after')),
    targets: targetsOf(get, type, host),
  }
}

/**
 * PAN-OS writes the time in the firewall's zone without naming it. The zone stands in the high resolution timestamp, since
 * PAN-OS 10; before, the time is read as UTC.
 */
function timeOf(get: Get): Micros {
  const iso = isoTime(get('time_generated')) ?? isoTime(get('receive_time'))
  if (iso !== undefined) return iso
  const local = isoTime((get('time_generated') || get('receive_time')).replaceAll('/', '-'), 'utc')
  const precise = get('high_res_timestamp')
  const offset = zoneOffset(/(?:Z|[+-]\d\d:?\d\d)$/.exec(precise)?.[0] ?? '', 'utc')
  return local === undefined ? isoTime(precise, 'utc') : local - (Number.isNaN(offset) ? 0 : offset) * 1e6
}

function what(log: PanLog): Draft {
  const { type, get } = log
  const subtype = get('subtype')
  return {
    ...classify(type, subtype, get),
    severity_id: severities.get(get('severity').toLowerCase()) ?? severity.informational,
    action: actionOf(type, subtype, get),
    service: get('app') || (type === 'SYSTEM' ? subtype : '') || type.toLowerCase(),
    outcome: outcomeOf(type, subtype, get),
    status_code: get('error_code').replace(/^0$/, '') || get('err_index').replace(/^None$/i, ''),
    status_detail:
      get('session_end_reason') || get('reason') || get('error') || get('opaque') || get('desc') || get('evidence'),
  }
}

const severities = new Map<string, number>([
  ['informational', severity.informational],
  ['low', severity.low],
  ['medium', severity.medium],
  ['high', severity.high],
  ['critical', severity.critical],
])

/** What the firewall did, what the administrator did, or what happened, as the type has it. */
function actionOf(type: string, subtype: string, get: Get): string {
  const action = get('action') || get('cmd') || get('eventid') || get('event_id')
  if (type === 'USERID' || type === 'USER-ID') return subtype || action
  if (action !== '') return action
  return get('event') || get('objectname') || (/^\d*$/.test(subtype) ? type.toLowerCase() : subtype)
}

function who(get: Get): Draft {
  const user = get('srcuser') || get('admin') || get('user') || get('normalize_user') || userIn(get('opaque'))
  return {
    actor_type: user === '' ? 'unknown' : 'user',
    actor_id: user,
    actor_name: user,
    actor_email: email(user),
    actor_session_id: get('sessionid').replace(/^0$/, '') || get('session_id'),
    user_agent: get('user_agent'),
  }
}

/** A system log names the user in its description: `User 'ada' ...`, `for user 'ada'`, `User name: ada`, `User ada logged in`. */
function userIn(description: string): string {
  const found =
    /\b[Uu]ser(?: ?name)?:? ?'([^']*)'|\bUser ?[Nn]ame: ?([^\s,]+)|\b[Uu]ser ([^\s',.]+) (?:logged|failed|authenticated|is)|\b(?:by|for user) ([^\s',]+?)(?:\.? |\.?$)/.exec(
      description,
    )
  return (found?.slice(1).find(Boolean) ?? '').replace(/\.$/, '')
}

function where(get: Get): Draft {
  const isPortal = get('public_ip') !== '' || get('public_ipv6') !== ''
  const address = get('src') || get('ip') || addressOf(get('public_ip')) || get('public_ipv6') || get('host')
  return {
    source: address || addressIn(get('opaque')) || get('srcipv6'),
    source_port: Number(get('sport')),
    source_host: get('src_host') || get('machinename') || (ip(get('host')) === '' ? get('host') : ''),
    destination: get('dst') || (isPortal ? get('gateway') || get('portal') : ''),
    destination_port: Number(get('dport')),
    destination_host: get('dst_host') || get('sni'),
  }
}

const addressOf = (address: string): string => (address === '0.0.0.0' ? '' : address)

/** `From: 192.0.2.34.`, `Login from: 192.0.2.34,`, `from 192.0.2.34 using https`. */
function addressIn(description: string): string {
  const found = /\b[Ff]rom:? ([0-9A-Fa-f.:]{3,})/.exec(description)?.[1]?.replace(/[.:]+$/, '') ?? ''
  return ip(found) === '' ? '' : found
}

/** An xpath or the text of a setting: kept as a JSON text. */
const jsonOf = (value: string): string => (value === '' ? '' : JSON.stringify(value))
