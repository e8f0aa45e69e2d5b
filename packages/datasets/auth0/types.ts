import { access, account, api, application, authentication, group } from '../src/classes.ts'
import { type Classification, otherActivity, severity, unclassified } from '../src/ocsf.ts'

type Outcome = 'unknown' | 'success' | 'failure'
type LogType = Classification & { readonly outcome: Outcome }

/** What a type code stands for; undefined for one that the vendor's table did not have. */
export const typeOf = (code: string): LogType | undefined => types.get(code)

const { logon, logoff, ticket, preauth } = authentication
/** A change of an account that OCSF has no activity for: its address, its name, its telephone number. */
const accountEvent: Classification = { ...account.create, activity_id: otherActivity }
/** What Auth0 runs for a tenant. */
const run: Classification = { ...application.start, activity_id: otherActivity }
const medium = (classification: Classification): Classification => ({ ...classification, severity_id: severity.medium })

/**
 * Every code by what it means and by its outcome: https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes,
 * with those that it had in earlier years. Codes that begin with `f` mostly failed; what warns or only tells is unknown.
 */
const table: readonly (readonly [Classification, Outcome, string])[] = [
  [logon, 'success', 's scoa sens ssa scv'],
  [logon, 'failure', 'f fc fco fcoa fp fu fsa fens'],
  [logon, 'unknown', 'w pla'],
  [medium(logon), 'failure', 'limit_mu limit_sul limit_wc limit_ui pwd_leak'],
  [logoff, 'success', 'slo oidc_backchannel_logout_succeeded universal_logout_succeeded srrt'],
  [logoff, 'failure', 'flo oidc_backchannel_logout_failed universal_logout_failed federated_logout_failed'],
  [
    ticket,
    'success',
    'seacft seccft secte sede seoobft seotpft sepft sepotpft sepkoobft sepkotpft sepkrcft sercft serrt sertft seta sd ciba_exchange_succeeded ciba_start_succeeded idjag_exchange_succeeded jwt_bearer_exchange_succeeded success_on_behalf_of_token_exchange spar',
  ],
  [
    ticket,
    'failure',
    'feacft feccft fecte fede feoobft feotpft fepft fepotpft fepkoobft fepkotpft fepkrcft fercft ferrt fertft feta fd fdeac fdeaz fdecc fpar limit_delegation ciba_exchange_failed ciba_start_failed idjag_exchange_failed jwt_bearer_exchange_failed failed_on_behalf_of_token_exchange',
  ],
  [
    preauth,
    'success',
    'cls cs gd_auth_succeed gd_recovery_succeed gd_send_email gd_send_pn gd_send_sms gd_send_voice gd_start_auth passkey_challenge_started',
  ],
  [
    preauth,
    'failure',
    'gd_auth_failed gd_auth_rejected gd_recovery_failed gd_send_pn_failure gd_send_sms_failure gd_send_voice_failure gd_send_email_failure gd_webauthn_challenge_failed passkey_challenge_failed',
  ],
  [medium(preauth), 'failure', 'gd_otp_rate_limit_exceed gd_recovery_rate_limit_exceed'],
  [preauth, 'unknown', 'mfar'],
  [
    account.mfaEnable,
    'success',
    'gd_enrollment_complete gd_start_enroll gd_update_device_account gd_module_switch my_account_authentication_method_succeeded',
  ],
  [
    account.mfaEnable,
    'failure',
    'gd_start_enroll_failed gd_webauthn_enrollment_failed too_many_records my_account_authentication_method_failed',
  ],
  [account.mfaDisable, 'success', 'gd_unenroll'],
  [account.create, 'success', 'ss si sui'],
  [account.create, 'failure', 'fs fi fui'],
  [medium(account.create), 'failure', 'signup_pwd_leak'],
  [account.delete, 'success', 'sdu du'],
  [account.delete, 'failure', 'fdu'],
  [account.unlock, 'success', 'ublkdu'],
  [account.passwordChange, 'success', 'scp'],
  [account.passwordChange, 'failure', 'fcp fcph'],
  [account.passwordReset, 'success', 'scpr'],
  [account.passwordReset, 'failure', 'fcpr'],
  [medium(account.passwordReset), 'failure', 'reset_pwd_leak'],
  [
    accountEvent,
    'success',
    'sce scpn scu sv svr gd_auth_email_verification gd_send_email_verification connected_accounts_connection_succeeded connected_accounts_delete_succeeded',
  ],
  [
    accountEvent,
    'failure',
    'fce fcpn fcu fv fvr gd_auth_fail_email_verification gd_send_email_verification_failure fpurh connected_accounts_connection_failed connected_accounts_delete_failed',
  ],
  [accountEvent, 'unknown', 'wum'],
  [group.addUser, 'success', 'organization_member_added'],
  [access.assignPrivileges, 'failure', 'rich_consents_access_error'],
  [
    api.update,
    'success',
    'sapi sscim gd_tenant_update kms_key_management_success kms_key_state_changed ss_sso_success',
  ],
  [
    api.update,
    'failure',
    'fapi fscim kms_key_management_failure ss_sso_failure fcpro custom_domain_verification_failed',
  ],
  [api.read, 'success', 'mgmt_api_read'],
  [api.delete, 'success', 'resource_cleanup'],
  [medium(unclassified), 'failure', 'api_limit'],
  [
    unclassified,
    'unknown',
    'api_limit_warning acls_summary acul_sdk_notice depnote ss_sso_info wn directory_sync_started',
  ],
  [
    run,
    'success',
    'appi directory_sync_completed flows_execution_completed forms_submission_succeeded admin_update_launch sys_os_update_start sys_os_update_end sys_update_start sys_update_end',
  ],
  [run, 'failure', 'actions_execution_failed directory_sync_failed flows_execution_failed forms_submission_failed fn'],
  [application.start, 'success', 'con'],
  [application.stop, 'failure', 'coff'],
]

const types = new Map<string, LogType>(
  table.flatMap(([classification, outcome, codes]) =>
    codes.split(' ').map((code) => [code, { ...classification, outcome }] as const),
  ),
)
