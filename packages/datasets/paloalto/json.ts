import { text } from '../src/fields/text.ts'
import { commonLayout } from './layouts.ts'
import type { PanLog } from './read.ts'

/** Whether a JSON object is a log that Strata Logging Service forwards over HTTPS. */
export const isPanRecord = (record: Readonly<Record<string, unknown>>): boolean =>
  typeof record['LogType'] === 'string' && ('TimeGenerated' in record || 'TimeReceived' in record)

/**
 * PAN-OS's names by those of Strata Logging Service.
 * https://docs.paloaltonetworks.com/strata-logging-service/log-reference
 */
const panNames = new Map<string, string>(
  (
    'TimeReceived:receive_time DeviceSN:serial Subtype:subtype TimeGenerated:time_generated SourceAddress:src SourceIP:src ' +
    'DestinationAddress:dst NATSource:natsrc NATDestination:natdst Rule:rule SourceUser:srcuser DestinationUser:dstuser ' +
    'Application:app FromZone:from ToZone:to InboundInterface:inbound_if OutboundInterface:outbound_if LogSetting:logset ' +
    'SessionID:sessionid SourcePort:sport DestinationPort:dport NATSourcePort:natsport NATDestinationPort:natdport ' +
    'Protocol:proto Action:action SessionEndReason:session_end_reason DeviceName:device_name URL:misc FileName:misc ' +
    'ThreatID:threatid VendorSeverity:severity Severity:severity LogSeverity:severity DirectionOfAttack:direction ' +
    'UserAgent:user_agent FileType:filetype FileHash:filedigest EmailSender:sender Sender:sender EmailSubject:subject ' +
    'EmailRecipient:recipient Recipient:recipient RuleUUID:rule_uuid SourceDeviceHost:src_host DestinationDeviceHost:dst_host ' +
    'EventName:eventid EventIDValue:eventid EventID:eventid EventDescription:opaque Description:opaque ' +
    'EventComponent:object Module:module SourceUserName:srcuser EndpointDeviceName:machinename PublicIPv4:public_ip ' +
    'PublicIPv6:public_ipv6 PrivateIPv4:private_ip HostID:hostid EventStatus:status ConnectionError:error Portal:portal ' +
    'Gateway:gateway Stage:stage AuthMethod:auth_method User:user Users:user NormalizeUser:normalize_user AuthEvent:event ' +
    'AuthenticationDescription:desc AuthenticationPolicy:authpolicy MappingDataSource:datasource TagName:tag_name ' +
    'ServerNameIndication:sni ErrorMessage:error ErrorIndex:err_index HipMatchName:matchname ClientIP:host AdminUser:admin ' +
    'Administrator:admin Client:client Command:cmd Result:result ConfigPath:path Path:path ObjectName:objectname ' +
    'ObjectID:object_id Evidence:evidence SequenceNo:seqno'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)

/** The log with PAN-OS's names; a field without one keeps its own. */
export function ofPanRecord(record: Readonly<Record<string, unknown>>): PanLog {
  const named = new Map<string, string>()
  for (const key in record) {
    const value = text(record[key])
    const name = panNames.get(key) ?? key
    if (value !== '' && value !== 'null' && !named.has(name)) named.set(name, value)
  }
  const type = text(record['LogType']).toUpperCase()
  const get = (name: string): string => named.get(name) ?? ''
  return { type, isKnown: true, head: '', fields: [], layout: commonLayout, get }
}
