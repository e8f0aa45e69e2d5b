import type { Target } from '@trailhouse/event'
import { attributesOf } from '../fields/attributes.ts'
import { ip } from '../fields/ip.ts'
import { syslogSeverities, syslogSeverityNames } from '../fields/syslog-severity.ts'
import { addTarget } from '../fields/targets.ts'
import { email } from '../fields/text.ts'
import { classOfWords, outcomeOfWords } from '../fields/words.ts'
import { type Line, lineMapper } from '../line-mapper.ts'
import type { Draft, Mapper } from '../mapper.ts'
import { type Classification, ocsfClass, ocsfClasses, unclassified } from '../ocsf.ts'
import { parseSyslog, type SyslogMessage } from '../parsers/syslog.ts'
import { octetFrames } from './frames.ts'
import { addressInSentence, held, userInSentence, valuesOf, type Wanted, wanted } from './values.ts'

/** A mapper of syslog messages of any program: what the header says, and names in the message that are beyond doubt. */
export function syslogMapper(name: string, detects: (text: string) => boolean): Mapper {
  return lineMapper({
    name,
    version: 1,
    carrier: 1,
    detects,
    begins: (text) => /^<\d{1,3}>/.test(text),
    frames: octetFrames,
    map,
  })
}

type Get = (what: Wanted) => string

/** Names in sentences are looked for in this much of a message. */
const maxSentence = 2048

function map(line: Line): Draft {
  const message = parseSyslog(line.text.replace(/^\d{1,8} (?=<)/, ''), line.now)
  const values = valuesOf(message)
  const get: Get = (what) => wanted(values, what)
  const sentence = message.message.slice(0, maxSentence)
  const host = message.host || line.shippedHost
  const did = what(message, get, sentence)
  const actor = who(get, sentence)
  const network = where(get, sentence)
  // Member by member: spreads cost 0.4 us each, and make an object that is slow to read.
  return {
    event_time: message.time ?? line.shippedTime,
    event_time_raw: message.timeText,
    class_uid: did.class_uid,
    activity_id: did.activity_id,
    severity_id: did.severity_id,
    action: did.action,
    service: did.service,
    outcome: did.outcome,
    status_detail: did.status_detail,
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    actor_session_id: actor.actor_session_id,
    user_agent: actor.user_agent,
    source: network.source,
    source_port: network.source_port,
    destination: network.destination,
    destination_port: network.destination_port,
    request_id: get('request'),
    // Of a firewall's line the host is neither end.
    destination_host: get('destination') === '' ? host : '',
    targets: targetsOf(get, sentence, host),
    attributes: attributes(message, values),
  }
}

function what(message: SyslogMessage, get: Get, sentence: string): Draft {
  const outcome = outcomeOf(message, get, sentence)
  const { class_uid, activity_id } = classify(message, get, sentence, outcome)
  return {
    class_uid,
    activity_id,
    severity_id: syslogSeverities[message.severity ?? 6],
    action: message.messageId || get('action') || message.app || 'message',
    service: message.app || 'syslog',
    outcome,
    status_detail: get('reason') || message.message,
  }
}

/** A value made for it counts first, then the words of the message; an error by its severity is a failure. */
function outcomeOf(message: SyslogMessage, get: Get, sentence: string): Draft['outcome'] {
  const told = get('outcome')
  if (/^(?:1|true|yes|0|false|no)$/i.test(told)) return /^(?:1|true|yes)$/i.test(told) ? 'success' : 'failure'
  for (const words of [told, get('action'), sentence]) {
    const found = words === '' ? 'unknown' : outcomeOfWords(words)
    if (found !== 'unknown') return found
  }
  return message.severity !== undefined && message.severity <= 3 ? 'failure' : 'unknown'
}

const flow = ocsfClasses.network_activity.activities
const { scheduled_job_activity, authentication, application_error, application_lifecycle } = ocsfClasses

function classify(message: SyslogMessage, get: Get, sentence: string, outcome: Draft['outcome']): Classification {
  if (get('source') !== '' && get('destination') !== '') {
    return { class_uid: ocsfClass.networkActivity, activity_id: outcome === 'failure' ? flow.refuse : flow.traffic }
  }
  const words = `${message.messageId} ${get('action')} ${sentence.slice(0, 160)}`
  const found = /^cron/i.test(message.app) ? undefined : classOfWords(words)
  return found === undefined || mailed.has(found.class_uid) ? byFacility(message) : found
}

/** A mail event without an address would say nothing. */
const mailed = new Set<number>([ocsfClasses.email_activity.uid])

/** https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1: 4 and 10 are authorization, 9 and 15 the clock daemon. */
function byFacility({ facility, severity, app }: SyslogMessage): Classification {
  if (facility === 4 || facility === 10) return { class_uid: authentication.uid, activity_id: 99 }
  if (facility === 9 || facility === 15 || /^cron/i.test(app))
    return { class_uid: scheduled_job_activity.uid, activity_id: 99 }
  if (severity !== undefined && severity <= 3) {
    return { class_uid: application_error.uid, activity_id: application_error.activities.general_error }
  }
  return facility === undefined || facility >= 16
    ? unclassified
    : { class_uid: application_lifecycle.uid, activity_id: 99 }
}

function who(get: Get, sentence: string): Draft {
  const user = get('user') || userInSentence(sentence)
  return {
    actor_type: user === '' ? 'unknown' : 'user',
    actor_id: user,
    actor_name: user,
    actor_email: email(user),
    actor_session_id: get('session'),
    user_agent: get('agent'),
  }
}

function where(get: Get, sentence: string): Draft {
  const named = get('source')
  const found = named === '' ? addressInSentence(sentence) : { address: named, port: '' }
  const destination = get('destination')
  return {
    source: found.address,
    source_port: Number(get('sourcePort') || found.port),
    destination: ip(destination.replace(/:\d+$/, '')) === '' ? '' : destination,
    destination_port: Number(get('destinationPort')),
  }
}

function targetsOf(get: Get, sentence: string, host: string): Target[] {
  const targets: Target[] = []
  addTarget(targets, 'object', get('target'), get('target'))
  const command = /^\([^)\s]{1,64}\) CMD \((.*)\)$/.exec(sentence)?.[1] ?? ''
  addTarget(targets, 'command', command.split(' ', 1)[0] ?? '', command)
  addTarget(targets, 'host', host, host)
  return targets
}

/** https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
const facilities =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  )

/** Header and structured data, and of the message the values that no other field holds. */
function attributes(message: SyslogMessage, values: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = { ...message.structuredData }
  const known = new Set(Object.keys(kept).map((name) => name.slice(name.lastIndexOf('.') + 1).toLowerCase()))
  for (const [name, value] of values) if (!held.has(name) && !known.has(name)) kept[name] = value
  return {
    ...kept,
    ...attributesOf({
      facility: message.facility === undefined ? undefined : facilities[message.facility],
      severity: message.severity === undefined ? undefined : syslogSeverityNames[message.severity],
      process_id: message.pid,
    }),
  }
}
