import { access, account, api, application, authentication, entity, file, finding } from '../src/classes.ts'
import { type Classification, datastoreActivity, ocsfClass, otherActivity, severity } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'
import { first, type Row } from './row.ts'

/** Class and activity by the type of the event; of the setup audit trail by the action. */
export function classify(type: string, action: string, row: Row): Classification {
  if (type === 'SetupAuditTrail' || type === 'Audit Trail' || type.endsWith('History')) {
    const found = type === 'LoginHistory' ? authentication.logon : ofSetup(action)
    return type === 'VerificationHistory' ? authentication.preauth : found
  }
  const found = byType.get(type)
  if (found === requests)
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

const store = (activity_id: number): Classification => ({ class_uid: ocsfClass.datastoreActivity, activity_id })
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
  ['LightningLogger', otherApi],
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
  ['OneCommerceUsage', otherApi],
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
  ['BlockedRedirect', otherApi],
  ['InsecureExternalAssets', otherApi],
  ['CORSViolation', otherApi],
  ['CSPViolation', otherApi],
  ['HostnameRedirects', otherApi],
  ['TransactionSecurity', otherApi],
  ['Report', store(datastoreActivity.query)],
  ['ReportEvent', store(datastoreActivity.query)],
  ['ReportExport', store(datastoreActivity.read)],
  ['MultiBlockReport', store(datastoreActivity.query)],
  ['Dashboard', store(datastoreActivity.read)],
  ['ListViewEvent', store(datastoreActivity.list)],
  ['Search', store(datastoreActivity.query)],
  ['SearchClick', store(datastoreActivity.read)],
  ['BulkApiResultEvent', file.download],
  ['BulkApiResultEventStore', file.download],
  ['DocumentAttachmentDownloads', file.download],
  ['FileEvent', file.access_check],
  ['ContentTransfer', file.download],
  ['ContentDocumentLink', file.share],
  ['ContentDistribution', file.share],
  ['DataExport', store(datastoreActivity.read)],
  ...'API RestApi BulkApi BulkApi2 ApiEvent ApiTotalUsage ApexRestApi ApexSoap ApexCallout Api MetadataApiOperation UriEvent LightningUriEvent OneCommerce NamedCredential WaveChange WaveInteraction'
    .split(' ')
    .map((type) => [type, requests] as const),
  ...'URI AuraRequest LightningInteraction LightningPageView LightningPerformance LightningError ApexExecution ApexTrigger ApexUnexpectedException AsyncReportRun ChangeSetOperation Console ConcurrentLongRunningApexLimit ConnectedApp ContinuationCalloutSummary DatabaseSave EinsteinVoiceAgentInteractions ExternalCrossOrgCallout ExternalCustomApexCallout ExternalODataCallout FlowExecution FlowNavMetric GroupMembership IdeaActivity InvocableAction KnowledgeArticleView LogInAs MobileEmailEvent MobileEnforcedPolicyEvent MobileScreenshotEvent MobileTelephonyEvent NamedCredentialCallout PlatformEncryption PlatformEventUsage QueuedExecution Sandbox SiteAccess Sites TimeBasedWorkflow UITracking UserInteraction VisualforceRequest WaveDownload WavePerformance'
    .split(' ')
    .map((type) => [type, otherApi] as const),
  ['ApexExecution', { ...api.read, activity_id: otherActivity }],
  ['Sandbox', entity.create],
])
