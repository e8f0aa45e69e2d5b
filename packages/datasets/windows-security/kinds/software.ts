import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of, policyChange } from './kind.ts'

/** Providers that tell of tasks, of software and devices, and of what the machine lets run. */
export const softwareProviders: readonly (readonly [string, Kinds])[] = [
  [
    'Microsoft-Windows-TaskScheduler',
    [
      ...kinds(of('scheduled_job_activity', 'create'), { 106: 'task_registered' }),
      ...kinds(of('scheduled_job_activity', 'update'), { 140: 'task_updated' }),
      ...kinds(of('scheduled_job_activity', 'delete'), { 141: 'task_deleted' }),
      ...kinds(of('scheduled_job_activity', 'disable'), { 142: 'task_disabled' }),
      ...kinds(of('scheduled_job_activity', 'start'), {
        100: 'task_started',
        107: 'task_triggered_on_schedule',
        108: 'task_triggered_on_event',
        110: 'task_triggered_by_user',
        129: 'task_process_created',
        200: 'task_action_started',
      }),
      ...kinds(of('scheduled_job_activity'), {
        102: 'task_completed',
        201: 'task_action_completed',
        111: 'task_terminated',
      }),
      ...kinds(
        of('scheduled_job_activity', 'start'),
        {
          101: 'task_start_failed',
          103: 'task_action_start_failed',
          203: 'task_action_failed',
          202: 'task_action_failed',
        },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'Microsoft-Windows-AppLocker',
    [
      ...kinds(of('process_activity', 'launch'), {
        8002: 'application_allowed',
        8005: 'script_allowed',
        8020: 'packaged_app_allowed',
        8023: 'packaged_app_installation_allowed',
      }),
      ...kinds(of('process_activity', 'launch', severity.low), {
        8003: 'application_would_be_blocked',
        8006: 'script_would_be_blocked',
        8021: 'packaged_app_would_be_blocked',
        8024: 'packaged_app_installation_would_be_blocked',
      }),
      ...kinds(
        of('process_activity', 'launch', severity.medium),
        {
          8004: 'application_blocked',
          8007: 'script_blocked',
          8022: 'packaged_app_blocked',
          8025: 'packaged_app_installation_blocked',
        },
        { outcome: 'failure' },
      ),
      ...kinds(policyChange, { 8001: 'applocker_policy_applied' }),
      ...kinds(policyChange, { 8000: 'applocker_policy_failed' }, { outcome: 'failure' }),
    ],
  ],
  [
    'Microsoft-Windows-CodeIntegrity',
    [
      ...kinds(of('module_activity', 'load', severity.low), {
        3076: 'code_integrity_would_block',
        3089: 'code_integrity_signature',
      }),
      ...kinds(
        of('module_activity', 'load', severity.medium),
        {
          3001: 'unsigned_driver_loaded',
          3004: 'code_integrity_hash_not_found',
          3033: 'code_integrity_blocked',
          3034: 'code_integrity_blocked',
          3077: 'code_integrity_blocked',
        },
        { outcome: 'failure' },
      ),
      ...kinds(policyChange, { 3099: 'code_integrity_policy_activated' }),
    ],
  ],
  [
    'Microsoft-Windows-Windows Firewall With Advanced Security',
    [
      ...kinds(policyChange, {
        2002: 'windows_firewall_setting_changed',
        2003: 'windows_firewall_profile_setting_changed',
        2004: 'windows_firewall_rule_added',
        2005: 'windows_firewall_rule_modified',
        2006: 'windows_firewall_rule_deleted',
        2033: 'windows_firewall_rules_deleted',
        2052: 'windows_firewall_rule_deleted',
        2071: 'windows_firewall_rule_added',
        2073: 'windows_firewall_rule_modified',
        2097: 'windows_firewall_rule_added',
        2099: 'windows_firewall_rule_modified',
        2010: 'windows_firewall_profile_changed',
        2032: 'windows_firewall_reset',
        2059: 'windows_firewall_rules_deleted',
        2060: 'windows_firewall_reset',
      }),
      ...kinds(
        of('network_activity', 'refuse'),
        { 2011: 'windows_firewall_notification_failed' },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'MsiInstaller',
    [
      ...kinds(of('application_lifecycle', 'install'), {
        1033: 'product_installed',
        1040: 'installer_transaction_begun',
        1042: 'installer_transaction_ended',
        11707: 'product_installed',
        1022: 'product_updated',
        1036: 'product_updated',
        11728: 'product_reconfigured',
        1035: 'product_reconfigured',
      }),
      ...kinds(of('application_lifecycle', 'remove'), { 1034: 'product_removed', 11724: 'product_removed' }),
      ...kinds(
        of('application_lifecycle', 'install'),
        { 11708: 'product_installation_failed', 1013: 'installer_error', 11725: 'product_removal_failed' },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'Microsoft-Windows-WindowsUpdateClient',
    [
      ...kinds(of('application_lifecycle', 'update'), {
        19: 'update_installed',
        43: 'update_installation_started',
        44: 'update_download_started',
      }),
      ...kinds(
        of('application_lifecycle', 'update', severity.low),
        { 20: 'update_installation_failed' },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'Microsoft-Windows-PrintService',
    [
      ...kinds(of('file_activity'), { 307: 'document_printed', 805: 'print_job_rendered' }),
      ...kinds(of('module_activity', 'load'), { 316: 'printer_driver_added', 823: 'default_printer_changed' }),
      ...kinds(
        of('module_activity', 'load', severity.low),
        { 808: 'print_plugin_load_failed' },
        { outcome: 'failure' },
      ),
    ],
  ],
  [
    'Microsoft-Windows-DriverFrameworks-UserMode',
    [
      ...kinds(of('peripheral_activity', 'connect'), { 2003: 'device_connected', 2010: 'device_connected' }),
      ...kinds(of('peripheral_activity', 'disconnect'), { 2100: 'device_disconnected', 2102: 'device_disconnected' }),
    ],
  ],
  [
    'Microsoft-Windows-Audit-CVE',
    kinds(of('detection_finding', 'create', severity.high), { 1: 'cve_exploit_attempted' }, { outcome: 'unknown' }),
  ],
]
