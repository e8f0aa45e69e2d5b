import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of } from './kind.ts'

/** Service Control Manager, in the System log. */
export const serviceKinds: Kinds = [
  ...kinds(of('windows_service_activity', 'create', severity.medium), { 7045: 'service_installed' }),
  ...kinds(of('windows_service_activity'), { 7036: 'service_state_changed' }),
  ...kinds(of('windows_service_activity', 'reconfigure', severity.low), { 7040: 'service_start_type_changed' }),
  ...kinds(of('windows_service_activity', 'stop'), { 7035: 'service_control_sent', 7042: 'service_control_sent' }),
  ...kinds(
    of('windows_service_activity', 'start', severity.low),
    {
      7000: 'service_start_failed',
      7001: 'service_dependency_failed',
      7003: 'service_dependency_missing',
      7009: 'service_start_timeout',
      7011: 'service_response_timeout',
      7013: 'service_logon_failed',
      7022: 'service_hung',
      7023: 'service_terminated_with_error',
      7024: 'service_terminated_with_error',
      7026: 'boot_driver_load_failed',
      7030: 'service_marked_interactive',
      7031: 'service_terminated_unexpectedly',
      7034: 'service_terminated_unexpectedly',
      7038: 'service_logon_failed',
      7041: 'service_logon_right_missing',
      7043: 'service_shutdown_timeout',
    },
    { outcome: 'failure' },
  ),
]

/** Microsoft-Windows-Eventlog (System log) and EventLog. */
export const eventLogKinds: Kinds = [
  ...kinds(of('event_log_actvity', 'clear', severity.high), { 104: 'log_cleared', 1102: 'audit_log_cleared' }),
  ...kinds(of('event_log_actvity', 'stop', severity.medium), { 1100: 'logging_service_shutdown' }),
  ...kinds(
    of('event_log_actvity', undefined, severity.medium),
    { 1101: 'audit_events_dropped', 1104: 'logging_full', 1108: 'logging_processing_error', 20: 'logging_failed' },
    { outcome: 'failure' },
  ),
  ...kinds(of('event_log_actvity', 'archive'), { 105: 'log_archived', 1105: 'auditlog_archived' }),
  ...kinds(of('event_log_actvity', 'start'), { 6005: 'event_log_started' }),
  ...kinds(of('event_log_actvity', 'stop'), { 6006: 'event_log_stopped' }),
  ...kinds(of('event_log_actvity', undefined, severity.low), { 6008: 'unexpected_shutdown' }, { outcome: 'failure' }),
  ...kinds(of('event_log_actvity'), { 6009: 'system_version', 6011: 'computer_renamed', 6013: 'system_uptime' }),
]
