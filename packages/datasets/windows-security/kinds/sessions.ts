import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of } from './kind.ts'

/** Providers that tell of sessions, of remote access, and of the machine's start and stop. */
export const sessionProviders: readonly (readonly [string, Kinds])[] = [
  [
    'User32',
    [
      ...kinds(of('application_lifecycle', 'restart'), { 1074: 'shutdown_initiated' }),
      ...kinds(of('application_lifecycle', 'stop'), { 1075: 'shutdown_aborted', 1076: 'shutdown_reason' }),
    ],
  ],
  [
    'Microsoft-Windows-Kernel-General',
    [
      ...kinds(of('application_lifecycle', 'start'), { 12: 'system_started' }),
      ...kinds(of('application_lifecycle', 'stop'), { 13: 'system_shutdown' }),
      ...kinds(of('entity_management', 'update'), { 1: 'system_time_changed' }),
    ],
  ],
  [
    'Microsoft-Windows-Kernel-Power',
    [
      ...kinds(
        of('application_lifecycle', 'stop', severity.low),
        { 41: 'unexpected_shutdown' },
        { outcome: 'failure' },
      ),
      ...kinds(of('application_lifecycle', 'stop'), { 109: 'shutdown_initiated' }),
    ],
  ],
  [
    'Microsoft-Windows-Winlogon',
    [
      ...kinds(of('authentication', 'logon'), { 7001: 'logon_notification' }),
      ...kinds(of('authentication', 'logoff'), { 7002: 'logoff_notification' }),
    ],
  ],
  [
    'Microsoft-Windows-TerminalServices-LocalSessionManager',
    [
      ...kinds(of('rdp_activity', 'connect_response'), { 21: 'session_logon', 22: 'shell_start' }),
      ...kinds(of('rdp_activity', 'disconnect'), {
        23: 'session_logoff',
        24: 'session_disconnected',
        39: 'session_disconnected_by_session',
        40: 'session_disconnected',
      }),
      ...kinds(of('rdp_activity', 'reconnect'), { 25: 'session_reconnected' }),
      ...kinds(of('rdp_activity'), { 41: 'session_arbitration_begun', 42: 'session_arbitration_ended' }),
    ],
  ],
  [
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager',
    [
      ...kinds(of('rdp_activity', 'connect_request'), { 1149: 'remote_desktop_authenticated' }),
      ...kinds(of('rdp_activity', 'initial_request'), { 261: 'remote_desktop_connection_received' }),
    ],
  ],
  [
    'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS',
    [
      ...kinds(of('rdp_activity', 'initial_request'), {
        131: 'remote_desktop_connection_accepted',
        98: 'remote_desktop_connection_established',
      }),
      ...kinds(
        of('rdp_activity', 'connect_request', severity.low),
        { 140: 'remote_desktop_logon_failed' },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'TermDD',
    kinds(
      of('rdp_activity', 'disconnect', severity.low),
      { 50: 'remote_desktop_protocol_error', 56: 'remote_desktop_protocol_error' },
      { outcome: 'failure' },
    ),
  ],
  [
    'Microsoft-Windows-NTLM',
    [
      ...kinds(
        of('authentication', 'logon'),
        {
          8001: 'ntlm_outgoing_audited',
          8002: 'ntlm_incoming_audited',
          8003: 'ntlm_incoming_audited',
          8004: 'ntlm_domain_audited',
        },
        { outcome: 'unknown' },
      ),
      ...kinds(
        of('authentication', 'logon', severity.low),
        { 4001: 'ntlm_outgoing_blocked', 4002: 'ntlm_incoming_blocked', 4003: 'ntlm_domain_blocked' },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'Microsoft-Windows-WMI-Activity',
    [
      ...kinds(
        of('api_activity'),
        { 5857: 'wmi_provider_started', 5858: 'wmi_operation_failed', 5859: 'wmi_subscription_created' },
        { outcome: 'unknown' },
      ),
      ...kinds(of('api_activity', 'create', severity.medium), {
        5860: 'wmi_temporary_subscription_created',
        5861: 'wmi_permanent_subscription_created',
      }),
    ],
  ],
  [
    'Microsoft-Windows-WinRM',
    [
      ...kinds(of('api_activity'), {
        6: 'wsman_session_created',
        8: 'wsman_session_closed',
        15: 'wsman_command_created',
        16: 'wsman_command_closed',
        33: 'wsman_session_closed',
        91: 'wsman_shell_created',
        169: 'winrm_user_authenticated',
      }),
      ...kinds(
        of('api_activity', undefined, severity.low),
        { 142: 'wsman_operation_failed', 161: 'winrm_authentication_failed', 192: 'winrm_authorization_failed' },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'Microsoft-Windows-Bits-Client',
    [
      ...kinds(
        of('network_activity'),
        {
          3: 'bits_job_created',
          4: 'bits_job_completed',
          5: 'bits_job_cancelled',
          59: 'bits_transfer_started',
          60: 'bits_transfer_stopped',
          16403: 'bits_job_files_added',
        },
        { outcome: 'unknown' },
      ),
      ...kinds(of('network_activity', 'fail', severity.low), { 61: 'bits_transfer_failed' }, { outcome: 'failure' }),
    ],
  ],
  [
    'Microsoft-Windows-DNS-Client',
    kinds(
      of('dns_activity', 'query'),
      { 3006: 'dns_query_called', 3008: 'dns_query_completed', 3020: 'dns_query_response' },
      { outcome: 'unknown' },
    ),
  ],
  [
    'Microsoft-Windows-SMBServer',
    [
      ...kinds(
        of('smb_activity'),
        { 1006: 'share_access_denied', 551: 'smb_session_authentication_failed' },
        { outcome: 'failure' },
      ),
      ...kinds(of('smb_activity'), { 3000: 'smb1_accessed' }),
    ],
  ],
]
