import { type Classification, ocsfClasses, otherActivity } from '../src/ocsf.ts'

const account = ocsfClasses.account_change
const access = ocsfClasses.user_access
const authentication = ocsfClasses.authentication
const group = ocsfClasses.group_management
const file = ocsfClasses.file_hosting
const mail = ocsfClasses.email_activity
const web = ocsfClasses.web_resources_activity

/** https://learn.microsoft.com/purview/audit-log-activities */
const table: readonly (readonly [number, number, string])[] = [
  [
    authentication.uid,
    authentication.activities.logon,
    'UserLoggedIn UserLoginFailed MailboxLogin TeamsSessionStarted SignInEvent',
  ],
  [authentication.uid, authentication.activities.logoff, 'UserLoggedOff SignOut UserSignedOut'],
  [account.uid, account.activities.create, 'New-Mailbox New-MailUser New-RemoteMailbox New-User'],
  [account.uid, account.activities.delete, 'Remove-Mailbox Remove-MailUser Remove-User'],
  [account.uid, account.activities.enable, 'Enable-Mailbox'],
  [account.uid, account.activities.disable, 'Disable-Mailbox'],
  [account.uid, otherActivity, 'Set-Mailbox Set-User Set-CASMailbox Set-MailUser'],
  [
    access.uid,
    access.activities.assign_privileges,
    'Add-MailboxPermission Add-RecipientPermission Add-MailboxFolderPermission AddFolderPermissions ModifyFolderPermissions UpdateFolderPermissions AddMailboxPermissions Add-ManagementRoleEntry New-ManagementRoleAssignment SiteCollectionAdminAdded SiteAdminChangeRequest PermissionLevelAdded SharingInheritanceBroken UpdateCalendarDelegation Add-eDiscoveryCaseAdmin AddPowerBIWorkspaceUser PutPermission PowerAppPermissionEdited PutPermissions',
  ],
  [
    access.uid,
    access.activities.revoke_privileges,
    'Remove-MailboxPermission Remove-RecipientPermission Remove-MailboxFolderPermission RemoveFolderPermissions RemoveMailboxPermissions Remove-ManagementRoleAssignment SiteCollectionAdminRemoved PermissionLevelRemoved DeletePermission DeletePermissions',
  ],
  [
    group.uid,
    group.activities.create,
    'New-DistributionGroup New-UnifiedGroup New-RoleGroup GroupAdded TeamCreated GroupCreation',
  ],
  [
    group.uid,
    group.activities.delete,
    'Remove-DistributionGroup Remove-UnifiedGroup Remove-RoleGroup GroupRemoved TeamDeleted',
  ],
  [
    group.uid,
    group.activities.add_user,
    'Add-DistributionGroupMember Add-UnifiedGroupLinks Add-RoleGroupMember AddedToGroup MemberAdded AddMemberToGroup',
  ],
  [
    group.uid,
    group.activities.remove_user,
    'Remove-DistributionGroupMember Remove-UnifiedGroupLinks Remove-RoleGroupMember RemovedFromGroup MemberRemoved',
  ],
  [group.uid, group.activities.assign_privileges, 'MemberRoleChanged'],
  [group.uid, otherActivity, 'GroupUpdated Set-UnifiedGroup Set-DistributionGroup TeamSettingChanged'],
  [file.uid, file.activities.upload, 'FileUploaded FileUploadedPartial'],
  [file.uid, file.activities.download, 'FileDownloaded'],
  [
    file.uid,
    file.activities.open,
    'FileAccessed FileAccessedExtended AnonymousLinkUsed SecureLinkUsed CompanyLinkUsed PageViewed PageViewedExtended ClientViewSignaled',
  ],
  [file.uid, file.activities.update, 'FileModified FileModifiedExtended FolderModified'],
  [
    file.uid,
    file.activities.delete,
    'FileDeleted FileRecycled FileDeletedFirstStageRecycleBin FileDeletedSecondStageRecycleBin FileVersionsAllDeleted FolderDeleted FolderRecycled',
  ],
  [file.uid, file.activities.rename, 'FileRenamed FolderRenamed'],
  [file.uid, file.activities.copy, 'FileCopied FolderCopied'],
  [file.uid, file.activities.move, 'FileMoved FolderMoved'],
  [file.uid, file.activities.restore, 'FileRestored FolderRestored'],
  [file.uid, file.activities.preview, 'FilePreviewed'],
  [file.uid, file.activities.lock, 'FileCheckedOut LockRecord'],
  [file.uid, file.activities.unlock, 'FileCheckedIn FileCheckOutDiscarded'],
  [
    file.uid,
    file.activities.share,
    'SharingSet SharingInvitationCreated SharingInvitationAccepted AddedToSecureLink AddedToSharingLink AnonymousLinkCreated AnonymousLinkUpdated SecureLinkCreated SecureLinkUpdated CompanyLinkCreated SharingLinkCreated SharingLinkUpdated AccessRequestCreated AccessRequestApproved AccessRequestAccepted',
  ],
  [
    file.uid,
    file.activities.unshare,
    'SharingRevoked SharingInvitationRevoked RemovedFromSecureLink RemovedFromSharingLink AnonymousLinkRemoved SecureLinkDeleted CompanyLinkRemoved SharingLinkDeleted AccessRequestDenied AccessRequestRejected',
  ],
  [
    file.uid,
    file.activities.sync,
    'FileSyncDownloadedFull FileSyncDownloadedPartial FileSyncUploadedFull FileSyncUploadedPartial ManagedSyncClientAllowed UnmanagedSyncClientBlocked',
  ],
  [mail.uid, mail.activities.send, 'Send SendAs SendOnBehalf'],
  [
    web.uid,
    web.activities.read,
    'MailItemsAccessed FolderBind MessageBind SearchQueryInitiatedExchange SearchQueryInitiatedSharePoint',
  ],
  [web.uid, web.activities.delete, 'HardDelete SoftDelete MoveToDeletedItems RecordDelete'],
  [web.uid, web.activities.update, 'Move Update ApplyRecord UpdateInboxRules'],
]

export const actions: ReadonlyMap<string, Classification> = new Map(
  table.flatMap(([class_uid, activity_id, names]) =>
    names.split(' ').map((name) => [name, { class_uid, activity_id }] as const),
  ),
)

type Verb = 'create' | 'read' | 'update' | 'delete'

const verbs: Readonly<Record<Verb, string>> = {
  create:
    'new add added create created import imported copy copied upload uploaded send sent post posted start started invite invited publish published generate generated install installed insert',
  read: 'get view viewed read search searched accessed export exported download downloaded preview previewed list listed opened print printed analyze analyzed interaction query queried',
  update:
    'set update updated edit edited modify modified change changed enable enabled disable disabled move moved rename renamed share shared restore restored apply applied grant granted refresh refreshed approve approved assign assigned put take test save saved reacted completed',
  delete:
    'remove removed delete deleted purge purged revoke revoked cancel canceled uninstall uninstalled unshare unpublish stop stopped clear',
}

/** Words of operations' names, in lower case. */
export const words: ReadonlyMap<string, Verb> = new Map(
  Object.entries(verbs).flatMap(([verb, names]) => names.split(' ').map((name) => [name, verb as Verb] as const)),
)
