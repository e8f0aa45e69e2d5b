import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of } from './kind.ts'

/** https://learn.microsoft.com/sysinternals/downloads/sysmon#events */
export const sysmonKinds: Kinds = [
  ...kinds(of('process_activity', 'launch'), { 1: 'process_created' }),
  ...kinds(of('file_activity', 'set_attributes', severity.low), { 2: 'file_creation_time_changed' }),
  ...kinds(of('network_activity', 'open'), { 3: 'network_connection_detected' }),
  ...kinds(of('application_lifecycle'), { 4: 'sysmon_service_state_changed' }),
  ...kinds(of('process_activity', 'terminate'), { 5: 'process_terminated' }),
  ...kinds(of('kernel_extension_activity', 'load'), { 6: 'driver_loaded' }),
  ...kinds(of('module_activity', 'load'), { 7: 'image_loaded' }),
  ...kinds(of('process_activity', 'inject', severity.medium), {
    8: 'create_remote_thread_detected',
    25: 'process_tampering',
  }),
  ...kinds(of('file_activity', 'read', severity.low), { 9: 'raw_access_read_detected' }),
  ...kinds(of('process_activity', 'open'), { 10: 'process_accessed' }),
  ...kinds(of('file_activity', 'create'), {
    11: 'file_created',
    15: 'file_stream_created',
    29: 'file_executable_detected',
  }),
  ...kinds(of('registry_key_activity'), { 12: 'registry_object_added_or_deleted' }),
  ...kinds(of('registry_value_activity', 'set'), { 13: 'registry_value_set' }),
  ...kinds(of('registry_key_activity', 'rename'), { 14: 'registry_object_renamed' }),
  ...kinds(of('application_lifecycle', 'update', severity.low), { 16: 'sysmon_config_state_changed' }),
  ...kinds(of('kernel_activity', 'create'), { 17: 'pipe_created' }),
  ...kinds(of('kernel_activity', 'invoke'), { 18: 'pipe_connected' }),
  ...kinds(of('api_activity', 'create', severity.medium), {
    19: 'wmi_filter_activity',
    20: 'wmi_consumer_activity',
    21: 'wmi_consumer_to_filter_activity',
  }),
  ...kinds(of('dns_activity', 'query'), { 22: 'dns_query' }),
  ...kinds(of('file_activity', 'delete'), { 23: 'file_deleted', 26: 'file_delete_logged' }),
  ...kinds(of('process_activity'), { 24: 'clipboard_changed' }),
  ...kinds(of('file_activity', 'create', severity.medium), { 27: 'file_executable_blocked' }, { outcome: 'failure' }),
  ...kinds(of('file_activity', 'delete', severity.medium), { 28: 'file_shredding_blocked' }, { outcome: 'failure' }),
  ...kinds(of('application_lifecycle', undefined, severity.low), { 255: 'sysmon_error' }, { outcome: 'failure' }),
]

/** https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_logging_windows */
export const powershellKinds: Kinds = [
  ...kinds(of('script_activity', 'execute'), {
    800: 'pipeline_execution_details',
    4103: 'module_logged',
    4104: 'script_block_logged',
    4105: 'script_block_started',
    4106: 'script_block_completed',
  }),
  ...kinds(of('application_lifecycle', 'start'), {
    400: 'engine_started',
    600: 'provider_started',
    40961: 'console_starting',
    40962: 'console_ready',
    53504: 'ipc_listening',
  }),
  ...kinds(of('application_lifecycle', 'stop'), { 403: 'engine_stopped' }),
  ...kinds(of('script_activity', 'execute', severity.low), { 4100: 'pipeline_error' }, { outcome: 'failure' }),
]

/** https://learn.microsoft.com/defender-endpoint/troubleshoot-microsoft-defender-antivirus */
export const defenderKinds: Kinds = [
  ...kinds(of('scan_activity', 'started'), { 1000: 'scan_started' }),
  ...kinds(of('scan_activity', 'completed'), { 1001: 'scan_completed' }),
  ...kinds(of('scan_activity', 'cancelled'), { 1002: 'scan_stopped' }),
  ...kinds(of('scan_activity'), { 1003: 'scan_paused', 1004: 'scan_resumed' }),
  ...kinds(of('scan_activity', undefined, severity.low), { 1005: 'scan_failed' }, { outcome: 'failure' }),
  ...kinds(of('detection_finding', 'create', severity.high), {
    1006: 'malware_detected',
    1015: 'suspicious_behavior_detected',
    1116: 'malware_detected',
    1121: 'attack_surface_reduction_blocked',
    1122: 'attack_surface_reduction_audited',
    1123: 'controlled_folder_access_blocked',
    1124: 'controlled_folder_access_audited',
    1125: 'network_protection_audited',
    1126: 'network_protection_blocked',
    1127: 'controlled_folder_access_blocked_sector',
    1160: 'potentially_unwanted_application_detected',
  }),
  ...kinds(of('detection_finding', 'update', severity.medium), {
    1007: 'malware_action_taken',
    1117: 'malware_action_taken',
  }),
  ...kinds(
    of('detection_finding', 'update', severity.high),
    {
      1008: 'malware_action_failed',
      1118: 'malware_action_failed',
      1119: 'malware_action_failed',
      1010: 'quarantine_restore_failed',
      1012: 'quarantine_delete_failed',
      1014: 'history_delete_failed',
    },
    { outcome: 'failure' },
  ),
  ...kinds(of('detection_finding', 'update', severity.medium), {
    1009: 'quarantine_restored',
    1011: 'quarantine_deleted',
    1013: 'history_deleted',
  }),
  ...kinds(of('application_lifecycle'), { 1150: 'client_healthy', 1151: 'client_health_report' }),
  ...kinds(of('application_lifecycle', 'update'), {
    2000: 'security_intelligence_updated',
    2002: 'engine_updated',
    2010: 'cloud_security_intelligence_used',
    2014: 'platform_updated',
  }),
  ...kinds(
    of('application_lifecycle', 'update', severity.low),
    {
      2001: 'security_intelligence_update_failed',
      2003: 'engine_update_failed',
      2004: 'security_intelligence_load_failed',
      2006: 'platform_update_failed',
      2012: 'cloud_security_intelligence_failed',
    },
    { outcome: 'failure' },
  ),
  ...kinds(of('application_lifecycle', 'disable', severity.high), {
    5001: 'realtime_protection_disabled',
    5010: 'antispyware_scanning_disabled',
    5012: 'antivirus_scanning_disabled',
  }),
  ...kinds(of('application_lifecycle', 'enable'), {
    5000: 'realtime_protection_enabled',
    5009: 'antispyware_scanning_enabled',
    5011: 'antivirus_scanning_enabled',
  }),
  ...kinds(of('application_lifecycle', 'update', severity.medium), {
    5004: 'realtime_protection_configured',
    5007: 'configuration_changed',
    5013: 'tamper_protection_blocked',
  }),
  ...kinds(
    of('application_lifecycle', 'stop', severity.medium),
    { 3002: 'realtime_protection_failed', 5008: 'engine_failed' },
    { outcome: 'failure' },
  ),
]
