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
  return {
    ...actorDraft(parties),
    ...result,
    ...networkOf(event),
    ...changeOf(event),
    ...timeOf(event),
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
