import { severity } from '../../src/ocsf.ts'
import { type Kinds, kinds, of } from './kind.ts'

/** Logon/Logoff and Account Logon of the advanced audit policy. */
export const logonKinds: Kinds = [
  ...kinds(
    of('authentication', 'logon'),
    { 4624: 'logged_in', 4626: 'claims_information', 4627: 'group_membership_information' },
    { actor: 'target' },
  ),
  ...kinds(
    of('authentication', 'logon', severity.low),
    { 4625: 'logon_failed' },
    { actor: 'target', outcome: 'failure' },
  ),
  ...kinds(
    of('authentication', 'logon', severity.low),
    { 4825: 'remote_desktop_access_denied' },
    { outcome: 'failure' },
  ),
  ...kinds(
    of('authentication', 'logoff'),
    { 4634: 'logged_out', 4647: 'logged_out', 4779: 'session_disconnected' },
    { actor: 'target' },
  ),
  ...kinds(of('authentication', 'logon'), { 4778: 'session_reconnected' }),
  ...kinds(
    of('authentication'),
    {
      4800: 'workstation_locked',
      4801: 'workstation_unlocked',
      4802: 'screensaver_invoked',
      4803: 'screensaver_dismissed',
    },
    { actor: 'target' },
  ),
  ...kinds(of('authentication', 'account_switch'), { 4648: 'logged_in_explicit', 4675: 'sids_filtered' }),
  ...kinds(of('authorize_session', 'assign_privileges'), { 4672: 'logged_in_special' }),
  ...kinds(of('authorize_session', 'assign_groups'), { 4964: 'special_groups_assigned_to_logon' }, { actor: 'target' }),
  ...kinds(
    of('authentication', 'authentication_ticket'),
    { 4768: 'kerberos_authentication_ticket_requested' },
    { actor: 'target' },
  ),
  ...kinds(
    of('authentication', 'authentication_ticket', severity.low),
    {
      4772: 'kerberos_authentication_ticket_request_failed',
      4820: 'kerberos_tgt_denied',
      4824: 'kerberos_preauth_des_rc4_failed',
    },
    { actor: 'target', outcome: 'failure' },
  ),
  ...kinds(
    of('authentication', 'service_ticket_request'),
    { 4769: 'kerberos_service_ticket_requested' },
    { actor: 'target' },
  ),
  ...kinds(
    of('authentication', 'service_ticket_request', severity.low),
    { 4773: 'kerberos_service_ticket_request_failed', 4821: 'kerberos_service_ticket_denied' },
    { actor: 'target', outcome: 'failure' },
  ),
  ...kinds(
    of('authentication', 'service_ticket_renew'),
    { 4770: 'kerberos_service_ticket_renewed' },
    { actor: 'target' },
  ),
  ...kinds(
    of('authentication', 'preauth', severity.low),
    { 4771: 'kerberos_preauth_failed' },
    { actor: 'target', outcome: 'failure' },
  ),
  ...kinds(
    of('authentication', 'logon'),
    { 4774: 'account_mapped_for_logon', 4776: 'credential_validated' },
    { actor: 'target' },
  ),
  ...kinds(
    of('authentication', 'logon', severity.low),
    {
      4775: 'account_not_mapped_for_logon',
      4777: 'credential_validation_failed',
      4822: 'ntlm_authentication_failed_protected_user',
      4823: 'ntlm_authentication_failed_access_control',
    },
    { actor: 'target', outcome: 'failure' },
  ),
  ...kinds(of('authentication', undefined, severity.high), { 4649: 'replay_attack_detected' }, { outcome: 'failure' }),
  ...kinds(
    of('authentication'),
    {
      5378: 'credentials_delegation_disallowed',
    },
    { outcome: 'failure' },
  ),
  ...kinds(of('authentication', 'logon'), {
    5632: 'authenticate_wireless_network',
    5633: 'authenticate_wired_network',
    6272: 'nps_access_granted',
    6278: 'nps_full_access_granted',
    6277: 'nps_probation_access_granted',
  }),
  ...kinds(
    of('authentication', 'logon', severity.low),
    {
      6273: 'nps_access_denied',
      6274: 'nps_request_discarded',
      6275: 'nps_accounting_request_discarded',
      6276: 'nps_user_quarantined',
    },
    { outcome: 'failure' },
  ),
  ...kinds(of('account_change', 'lock', severity.medium), { 6279: 'nps_locked_user_account' }),
  ...kinds(of('account_change', 'unlock'), { 6280: 'nps_unlocked_user_account' }),
  ...kinds(of('tunnel_activity'), {
    4646: 'ike_dos_prevention_started',
    4650: 'ipsec_main_mode_established',
    4651: 'ipsec_main_mode_established',
    4655: 'ipsec_main_mode_ended',
    4976: 'ipsec_main_mode_invalid_packet',
    4977: 'ipsec_quick_mode_invalid_packet',
    4978: 'ipsec_extended_mode_invalid_packet',
    4979: 'ipsec_main_and_extended_mode_established',
    4980: 'ipsec_main_and_extended_mode_established',
    4981: 'ipsec_main_and_extended_mode_established',
    4982: 'ipsec_main_and_extended_mode_established',
    5049: 'ipsec_security_association_deleted',
    5451: 'ipsec_quick_mode_established',
    5452: 'ipsec_quick_mode_ended',
  }),
  ...kinds(
    of('tunnel_activity', undefined, severity.low),
    {
      4652: 'ipsec_main_mode_failed',
      4653: 'ipsec_main_mode_failed',
      4654: 'ipsec_quick_mode_failed',
      4983: 'ipsec_extended_mode_failed',
      4984: 'ipsec_extended_mode_failed',
      5453: 'ipsec_negotiation_failed',
    },
    { outcome: 'failure' },
  ),
]

/** https://learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/event-4624 */
export const logonTypes = new Map([
  ['0', 'authentication_system'],
  ['2', 'authentication_interactive'],
  ['3', 'authentication_network'],
  ['4', 'authentication_batch'],
  ['5', 'authentication_service'],
  ['7', 'authentication_unlock'],
  ['8', 'authentication_network_cleartext'],
  ['9', 'authentication_alternative_credentials'],
  ['10', 'authentication_remote_interactive'],
  ['11', 'authentication_cached_interactive'],
  ['12', 'authentication_cached_remote_interactive'],
  ['13', 'authentication_cached_unlock'],
])
