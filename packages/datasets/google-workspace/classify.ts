import { type Classification, ocsfClasses, otherActivity } from '../src/ocsf.ts'

const authentication = ocsfClasses.authentication
const account = ocsfClasses.account_change
const access = ocsfClasses.user_access
const group = ocsfClasses.group_management
const file = ocsfClasses.file_hosting
const entity = ocsfClasses.entity_management
const web = ocsfClasses.web_resources_activity
const finding = ocsfClasses.detection_finding
const mail = ocsfClasses.email_activity

/** https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-event-names and its neighbours */
const table: readonly (readonly [number, number, string])[] = [
  [
    authentication.uid,
    authentication.activities.logon,
    'login_success login_failure suspicious_login suspicious_login_less_secure_app suspicious_programmatic_login risky_sensitive_action_allowed risky_sensitive_action_blocked CHROME_OS_LOGIN_EVENT CHROME_OS_LOGIN_FAILURE_EVENT CHROMEOS_AFFILIATED_LOGIN CHROMEOS_AFFILIATED_UNLOCK_SUCCESS LOGIN_EVENT',
  ],
  [
    authentication.uid,
    authentication.activities.logoff,
    'logout CHROME_OS_LOGOUT_EVENT CHROMEOS_AFFILIATED_LOCK_SUCCESS SIGN_OUT_USER USER_SIGNED_OUT',
  ],
  [authentication.uid, authentication.activities.preauth, 'login_challenge login_verification'],
  [authentication.uid, authentication.activities.authentication_ticket, 'authorize request'],
  [account.uid, account.activities.create, 'CREATE_USER CHROME_OS_ADD_USER UNDELETE_USER'],
  [account.uid, account.activities.delete, 'DELETE_USER CHROME_OS_REMOVE_USER'],
  [
    account.uid,
    account.activities.disable,
    'SUSPEND_USER account_disabled_generic account_disabled_hijacked account_disabled_password_leak account_disabled_spamming account_disabled_spamming_through_relay ARCHIVE_USER',
  ],
  [account.uid, account.activities.enable, 'UNSUSPEND_USER UNARCHIVE_USER account_enabled'],
  [account.uid, account.activities.password_change, 'password_edit'],
  [account.uid, account.activities.password_reset, 'CHANGE_PASSWORD CHANGE_PASSWORD_ON_NEXT_LOGIN'],
  [account.uid, account.activities.mfa_factor_enable, '2sv_enroll titanium_enroll ADD_SECURITY_KEY passkey_enrolled'],
  [
    account.uid,
    account.activities.mfa_factor_disable,
    '2sv_disable titanium_unenroll TURN_OFF_2_STEP_VERIFICATION REVOKE_SECURITY_KEY REVOKE_3LO_DEVICE_TOKENS passkey_removed UNENROLL_USER_FROM_STRONG_AUTH UNENROLL_USER_FROM_TITANIUM',
  ],
  [
    account.uid,
    otherActivity,
    'RENAME_USER CHANGE_FIRST_NAME CHANGE_LAST_NAME CHANGE_RECOVERY_EMAIL CHANGE_RECOVERY_PHONE recovery_email_edit recovery_phone_edit recovery_secret_qa_edit MOVE_USER_TO_ORG_UNIT UPDATE_USER ADD_NICKNAME REMOVE_NICKNAME email_forwarding_out_of_domain GENERATE_2SV_SCRATCH_CODES REVOKE_ASP RESET_SIGNIN_COOKIES',
  ],
  [
    access.uid,
    access.activities.assign_privileges,
    'GRANT_ADMIN_PRIVILEGE GRANT_DELEGATED_ADMIN_PRIVILEGES ASSIGN_ROLE ADD_PRIVILEGE AUTHORIZE_API_CLIENT_ACCESS USER_LICENSE_ASSIGNMENT ADD_DELEGATE change_calendar_acls',
  ],
  [
    access.uid,
    access.activities.revoke_privileges,
    'REVOKE_ADMIN_PRIVILEGE UNASSIGN_ROLE REMOVE_PRIVILEGE REMOVE_API_CLIENT_ACCESS USER_LICENSE_REVOKE revoke REVOKE_THIRD_PARTY_OAUTH2_TOKENS',
  ],
  [group.uid, group.activities.create, 'CREATE_GROUP create_group'],
  [group.uid, group.activities.delete, 'DELETE_GROUP delete_group'],
  [
    group.uid,
    group.activities.add_user,
    'ADD_GROUP_MEMBER add_user add_member accept_invitation approve_join_request join invite_user add_service_account_permission room_member_added',
  ],
  [
    group.uid,
    group.activities.remove_user,
    'REMOVE_GROUP_MEMBER remove_user remove_member leave ban_user_with_moderation',
  ],
  [
    group.uid,
    group.activities.assign_privileges,
    'UPDATE_GROUP_MEMBER add_info_setting change_acl_permission update_member_role',
  ],
  [
    group.uid,
    otherActivity,
    'CHANGE_GROUP_NAME CHANGE_GROUP_SETTING CHANGE_GROUP_DESCRIPTION update_group change_basic_setting change_identity_setting change_info_setting',
  ],
  [file.uid, file.activities.open, 'view access_url'],
  [file.uid, file.activities.preview, 'preview'],
  [file.uid, file.activities.download, 'download DOWNLOAD_TRANSFER CONTENT_TRANSFER'],
  [file.uid, file.activities.upload, 'upload create CONTENT_UNSCANNED'],
  [file.uid, file.activities.update, 'edit add_to_folder sheets_import_range'],
  [file.uid, file.activities.delete, 'delete trash'],
  [file.uid, file.activities.restore, 'untrash'],
  [file.uid, file.activities.rename, 'rename'],
  [file.uid, file.activities.copy, 'copy source_copy'],
  [file.uid, file.activities.move, 'move'],
  [file.uid, file.activities.lock, 'add_lock'],
  [file.uid, file.activities.unlock, 'remove_lock'],
  [
    file.uid,
    file.activities.share,
    'change_user_access change_document_visibility change_document_access_scope change_acl_editors shared_drive_membership_change request_access publish_change team_drive_membership_change change_owner',
  ],
  [
    finding.uid,
    finding.activities.create,
    'rule_match rule_trigger action_complete label_applied gov_attack_warning account_warning leaked_password suspicious_session_cookie_stolen ALERT_CENTER_ALERT_CREATED MALWARE_TRANSFER PASSWORD_BREACH PASSWORD_REUSE PASSWORD_CHANGED UNSAFE_SITE_VISIT SENSITIVE_DATA_TRANSFER ACCESS_DENY_EVENT SUSPICIOUS_ACTIVITY_EVENT DEVICE_COMPROMISED_EVENT',
  ],
  [mail.uid, mail.activities.send, 'message_sent notification_triggered'],
  [web.uid, web.activities.create, 'message_posted attachment_uploaded create_event create_calendar room_created'],
  [web.uid, web.activities.read, 'attachment_downloaded message_read_receipt conversation_read'],
  [
    web.uid,
    web.activities.update,
    'message_edited change_event_title change_event change_event_guest_response add_event_guest change_event_start_time',
  ],
  [web.uid, web.activities.delete, 'message_deleted delete_event remove_event_guest delete_calendar'],
]

const named: ReadonlyMap<string, Classification> = new Map(
  table.flatMap(([class_uid, activity_id, names]) =>
    names.split(' ').map((name) => [name, { class_uid, activity_id }] as const),
  ),
)

const activities = entity.activities
const verbs = new Map<string, number>([
  ...['create', 'add', 'insert', 'generate', 'upload', 'new', 'register'].map(
    (verb) => [verb, activities.create] as const,
  ),
  ...['view', 'get', 'list', 'read', 'query', 'download', 'export', 'search', 'activity'].map(
    (verb) => [verb, activities.read] as const,
  ),
  ...[
    'change',
    'update',
    'edit',
    'set',
    'move',
    'rename',
    'toggle',
    'allow',
    'enforce',
    'reset',
    'assign',
    'untrash',
    'modify',
  ].map((verb) => [verb, activities.update] as const),
  ...['delete', 'remove', 'revoke', 'unassign', 'cancel', 'wipe', 'trash'].map(
    (verb) => [verb, activities.delete] as const,
  ),
  ['enable', activities.enable],
  ['disable', activities.disable],
  ['suspend', activities.suspend],
  ['enroll', activities.enroll],
])

/** An event by its name; else Entity Management by the first of its words that is a verb. */
export function classify(name: string): Classification {
  const found = named.get(name)
  if (found !== undefined) return found
  for (const word of name.slice(0, 100).toLowerCase().split('_')) {
    const activity_id = verbs.get(word)
    if (activity_id !== undefined) return { class_uid: entity.uid, activity_id }
  }
  return other
}

const other: Classification = { class_uid: ocsfClasses.api_activity.uid, activity_id: otherActivity }
