/**
 * Members of the workloads' schemas that name what was acted on: type of the target, member with its id, one or two with
 * its names.
 * https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
 */
export const flatTargets: readonly (readonly [string, string, string?, string?])[] = [
  // SharePoint and OneDrive
  ['File', 'DestinationRelativeUrl', 'DestinationFileName'],
  ['Target', '', 'TargetUserOrGroupName'],
  ['User', '', 'UserSharedWith'],
  ['Site', 'Site', 'SiteUrl'],
  // Exchange
  ['Mailbox', 'MailboxGuid', 'MailboxOwnerUPN'],
  ['User', 'MailboxOwnerSid', 'MailboxOwnerUPN'],
  ['LogonUser', 'LogonUserSid', 'LogonUserDisplayName'],
  ['User', 'SendAsUserMailboxGuid', 'SendAsUserSmtp'],
  ['User', 'SendOnBehalfOfUserMailboxGuid', 'SendOnBehalfOfUserSmtp'],
  ['Mailbox', 'DestMailboxGuid', 'DestMailboxOwnerUPN', 'DestMailboxOwnerSid'],
  ['Object', '', 'ModifiedObjectResolvedName'],
  // Azure Active Directory
  ['Application', 'ApplicationId', 'ApplicationDisplayName'],
  // Teams
  ['Team', 'TeamGuid', 'TeamName'],
  ['Group', 'AADGroupId'],
  ['Channel', 'ChannelGuid', 'ChannelName'],
  ['Chat', 'ChatThreadId', 'ChatName'],
  ['Message', 'MessageId'],
  ['AddOn', 'AddOnGuid', 'AddOnName'],
  ['User', 'TargetUserId'],
  // Power BI
  ['Report', 'ReportId', 'ReportName'],
  ['Dashboard', 'DashboardId', 'DashboardName'],
  ['Dataset', 'DatasetId', 'DatasetName'],
  ['Dataflow', 'DataflowId', 'DataflowName'],
  ['Datasource', 'DatasourceId', 'Datasources'],
  ['Gateway', 'GatewayId', 'GatewayName'],
  ['Artifact', 'ArtifactId', 'ArtifactName'],
  ['Workspace', 'WorkspaceId', 'WorkSpaceName', 'WorkspaceName'],
  // Power Platform and Dynamics 365
  ['Application', 'AppName', 'PowerAppDisplayName'],
  ['Flow', 'FlowDetailsUrl', 'FlowName'],
  ['User', 'RecipientObjectId', 'RecipientUPN'],
  ['Entity', 'EntityId', 'EntityName'],
  // Forms, Yammer, Stream, Planner
  ['Form', 'FormId', 'FormName'],
  ['Group', 'GroupId', 'GroupName'],
  ['File', 'FileId', 'FileName'],
  ['User', 'ActorYammerUserId', 'ActorUserId'],
  ['Resource', 'ResourceUrl', 'ResourceTitle'],
  ['Plan', 'PlanId'],
  // Compliance, labels, alerts, Defender
  ['Case', 'CaseId', 'Case', 'CaseName'],
  ['Label', 'LabelId', 'LabelName'],
  ['Label', 'SensitivityLabelId'],
  ['User', '', 'Sender'],
  ['User', '', 'P1Sender'],
  ['User', '', 'P2Sender'],
  ['User', '', 'SubmissionUser', 'ReleaseTo'],
  ['Message', 'InternetMessageId', 'Subject'],
  ['Message', 'NetworkMessageId'],
  ['url', 'Url'],
  ['Alert', 'AlertId', 'AlertDisplayName', 'Name'],
  ['Entity', 'AlertEntityId'],
  ['Policy', 'PolicyId', 'PolicyName', 'Policy'],
  ['Investigation', 'InvestigationId', 'InvestigationName'],
  ['Device', 'DeviceId', 'DeviceName', 'TargetDomain'],
  ['User', '', 'LastModifiedBy'],
  ['Action', 'ActionId', 'ActionName'],
]

/** Members that list people, messages or files. */
export const peopleLists: readonly (readonly [string, string])[] = [
  ['User', 'Members'],
  ['User', 'Recipients'],
  ['User', 'Receivers'],
  ['User', 'Attendees'],
  ['User', 'SharingInformation'],
  ['User', 'Invitees'],
  ['Application', 'Applications'],
  ['File', 'AttachmentData'],
  ['Message', 'MessageIds'],
]
