import { type Draft, MappingError } from '../src/mapper.ts'
import { actorDraft, partiesOf } from './accounts.ts'
import { adfsProvider, withAuditXml } from './adfs.ts'
import { changeOf } from './change.ts'
import { isNew, kindOf } from './kinds/kinds.ts'
import { networkOf } from './network.ts'
import { outcomeOf, severityOf } from './outcome.ts'
import { value, type WindowsEvent } from './record.ts'
import { targetsOf } from './targets.ts'
import { windowsTime } from './time.ts'

/** What an event says, whichever way it came. */
export function draftOf(read: WindowsEvent): Draft {
  if (read.id === 0 && read.provider === '' && read.channel === '' && read.computer === '') {
    throw new MappingError('MISSING_FIELD', 'the record has no event id, provider, channel or computer')
  }
  const event = read.provider === adfsProvider ? withAuditXml(read) : read
  const kind = kindOf(event)
  const parties = partiesOf(event, kind)
  const result = outcomeOf(event, kind)
  const actor = actorDraft(parties)
  const network = networkOf(event)
  const change = changeOf(event)
  const time = timeOf(event)
  // Member by member: five spreads cost 1.5 us.
  return {
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    actor_session_id: actor.actor_session_id,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    source: network.source,
    source_port: network.source_port,
    source_host: network.source_host,
    destination: network.destination,
    destination_port: network.destination_port,
    destination_host: network.destination_host,
    before: change.before,
    after: change.after,
    changed: change.changed,
    event_time: time.event_time,
    event_time_raw: time.event_time_raw,
    class_uid: kind.classification.class_uid,
    activity_id: kind.classification.activity_id,
    severity_id: severityOf(event, kind, result.outcome),
    action: kind.action,
    service: event.provider,
    actor_credential_id: value(event, 'CertThumbprint', 'CertificateThumbprint'),
    user_agent: value(event, 'UserAgentString'),
    targets: targetsOf(event, kind, parties),
    request_id: event.activityId,
    source_event_id: event.recordId,
    event_key: `${event.computer}/${event.channel}/${event.timeText}`,
    unknown_event_type: isNew(event) ? String(event.id) : undefined,
  }
}

/** Sysmon says itself when it was, in UTC; some shippers write the record's time without its zone. */
function timeOf(event: WindowsEvent): Pick<Draft, 'event_time' | 'event_time_raw'> {
  const own = event.provider === 'Microsoft-Windows-Sysmon' ? windowsTime(value(event, 'UtcTime')) : undefined
  return { event_time: own ?? event.time, event_time_raw: event.timeText }
}
