import { access, account, api, application, authentication, datastore, entity, file, finding } from '../src/classes.ts'
import { first, type Row } from '../src/fields/row.ts'
import {
  type Classification,
  ocsfClass,
  ocsfClasses,
  otherActivity,
  severity,
  webResourcesActivity,
} from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'

/** Class and activity by the type of the event; of the setup audit trail by the action. */
export function classify(type: string, action: string, row: Row): Classification {
  if (type === 'SetupAuditTrail' || type === 'Audit Trail' || type.endsWith('History')) {
    const found = type === 'LoginHistory' ? authentication.logon : ofSetup(action)
    return type === 'VerificationHistory' ? authentication.preauth : found
  }
  const found = byType.get(type)
  if (found === requests || type === '')
    return ofRequest(first(row, 'operation', 'operationtype', 'methodname', 'method', 'httpmethod'))
  return found ?? otherApi
}

export const isKnownType = (type: string): boolean => type === '' || byType.has(type) || type.endsWith('History')

function ofSetup(action: string): Classification {
  const known = setupActions.get(action.toLowerCase())
  return known ?? classifyByVerb(action.slice(0, 200).replace(/([a-z])([A-Z])/g, '$1 $2')) ?? otherEntityEvent
}

const otherApi: Classification = { class_uid: ocsfClass.apiActivity, activity_id: otherActivity }

function ofRequest(method: string): Classification {
  const verb = /^[a-z]*/i.exec(method)?.[0]?.toLowerCase() ?? ''
  return apiVerbs.get(verb) ?? otherApi
}

const apiVerbs = new Map<string, Classification>(
  Object.entries({
    create: 'post insert create',
    read: 'get head query read retrieve search describe list download view',
    update: 'put patch update upsert edit merge undelete convert',
    delete: 'delete harddelete purge',
  }).flatMap(([activity, words]) => words.split(' ').map((word) => [word, api[activity as keyof typeof api]] as const)),
)

/** Of these the method, or the operation, tells the activity. */
const requests: Classification = { ...otherApi }

const page: Classification = {
  class_uid: ocsfClass.webResourcesActivity,
  activity_id: webResourcesActivity.read,
}
const execution: Classification = { class_uid: ocsfClass.applicationLifecycle, activity_id: otherActivity }
const error: Classification = {
  class_uid: ocsfClasses.application_error.uid,
  activity_id: ocsfClasses.application_error.activities.general_error,
}
const threat: Classification = { ...finding.create, severity_id: severity.high }

/** https://developer.salesforce.com/docs/atlas.en-us.securityImplGuide.meta/securityImplGuide/monitoring_setup.htm */
const setupActions = new Map<string, Classification>([
  ['createduser', account.create],
  ['activateduser', account.enable],
  ['deactivateduser', account.disable],
  ['frozeuser', account.disable],
  ['unfrozeuser', account.enable],
  ['unlockeduser', account.unlock],
  ['resetpassword', account.passwordReset],
  ['changedpassword', account.passwordChange],
  ['permsetassign', access.assignPrivileges],
  ['permsetunassign', access.revokePrivileges],
  ['permsetgroupassign', access.assignPrivileges],
  ['permsetgroupunassign', access.revokePrivileges],
  ['changedprofileforuser', access.assignPrivileges],
  ['changedroleforuser', access.assignPrivileges],
  ['suorgadminlogin', authentication.switchAccount],
  ['suorgadminlogout', authentication.switchAccount],
  ['installedpackage', application.install],
  ['uninstalledpackage', application.remove],
])

/**
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_eventlogfile_supportedeventtypes.htm
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/sforce_api_objects_monitoring.htm
 */
const byType = new Map<string, Classification>([
  ['Login', authentication.logon],
  ['LoginEvent', authentication.logon],
  ['LoginHistory', authentication.logon],
  ['Logout', authentication.logoff],
  ['LogoutEvent', authentication.logoff],
  ['LoginAs', authentication.switchAccount],
  ['LoginAsEvent', authentication.switchAccount],
  ['IdentityVerificationEvent', authentication.preauth],
  ['VerificationHistory', authentication.preauth],
  ['IdentityProviderEventStore', authentication.ticket],
  ['IdentityProviderEvent', authentication.ticket],
  ['SetupAuditTrail', otherEntityEvent],
  ['Audit Trail', otherEntityEvent],
  ['PermissionUpdate', access.assignPrivileges],
  ['PermissionSetEvent', access.assignPrivileges],
  ['GroupMembership', { class_uid: ocsfClass.groupManagement, activity_id: otherActivity }],
  ['PackageInstall', application.install],
  ['SessionHijackingEvent', threat],
  ['CredentialStuffingEvent', threat],
  ['ReportAnomalyEvent', threat],
  ['ApiAnomalyEvent', threat],
  ['LoginAnomalyEvent', threat],
  ['GuestUserAnomalyEvent', threat],
  ['SessionHijackingEventStore', threat],
  ['CredentialStuffingEventStore', threat],
  ['ReportAnomalyEventStore', threat],
  ['ApiAnomalyEventStore', threat],
  ['GuestUserAnomalyEventStore', threat],
  ['ThreatDetectionFeedback', finding.update],
  ['Report', datastore.query],
  ['ReportEvent', datastore.query],
  ['ReportExport', datastore.read],
  ['MultiBlockReport', datastore.query],
  ['Dashboard', datastore.read],
  ['ListViewEvent', datastore.list],
  ['Search', datastore.query],
  ['SearchClick', datastore.read],
  ['BulkApiResultEvent', file.download],
  ['BulkApiResultEventStore', file.download],
  ['DocumentAttachmentDownloads', file.download],
  ['FileEvent', file.access_check],
  ['ContentTransfer', file.download],
  ['ContentDocumentLink', file.share],
  ['ContentDistribution', file.share],
  ['DataExport', datastore.read],
  ...typed(
    requests,
    'API RestApi BulkApi BulkApi2 ApiEvent ApiTotalUsage ApexRestApi ApexSoap ApexCallout MetadataApiOperation UriEvent LightningUriEvent OneCommerce NamedCredential WaveChange WaveInteraction',
  ),
  ...typed(
    page,
    'URI AuraRequest LightningInteraction LightningPageView LightningPerformance LightningLogger VisualforceRequest UITracking UserInteraction Console KnowledgeArticleView IdeaActivity Sites SiteAccess WavePerformance FlowNavMetric OneCommerceUsage EinsteinVoiceAgentInteractions',
  ),
  ...typed(
    execution,
    'ApexExecution ApexTrigger QueuedExecution AsyncReportRun FlowExecution InvocableAction TimeBasedWorkflow ConcurrentLongRunningApexLimit ContinuationCalloutSummary PlatformEventUsage ConnectedApp',
  ),
  ...typed(requests, 'ExternalCrossOrgCallout ExternalCustomApexCallout ExternalODataCallout NamedCredentialCallout'),
  ...typed(error, 'LightningError ApexUnexpectedException'),
  ...typed(
    { ...finding.create, severity_id: severity.low },
    'BlockedRedirect InsecureExternalAssets CORSViolation CSPViolation HostnameRedirects TransactionSecurity MobileEnforcedPolicyEvent',
  ),
  ...typed(otherApi, 'MobileEmailEvent MobileScreenshotEvent MobileTelephonyEvent'),
  ['ChangeSetOperation', entity.update],
  ['DatabaseSave', datastore.write],
  ['PlatformEncryption', datastore.encrypt],
  ['WaveDownload', datastore.read],
  ['Sandbox', entity.create],
])

function typed(classification: Classification, types: string): [string, Classification][] {
  return types.split(' ').map((type) => [type, classification])
}
