import { classify as classifyActivity } from '../google-workspace/classify.ts'
import { type Classification, ocsfClass, ocsfClasses, otherActivity } from '../src/ocsf.ts'

/** What a method does, by its last word's first verb. */
export type Verb = 'create' | 'read' | 'update' | 'delete' | 'other'

/** Class and activity by service and method; `removes` where a policy lost bindings and gained none. */
export function classify(service: string, method: string, event: string, removes: boolean): Classification {
  const name = method.slice(method.lastIndexOf('.') + 1)
  if (event !== '') return classifyActivity(event)
  const lower = name.toLowerCase()
  if (lower.includes('iampolic') && lower.startsWith('set')) return removes ? revoked : assigned
  const found = named.get(lower)
  if (found !== undefined && service !== 'k8s.io') return found
  const verb = verbOf(name)
  if (service === 'k8s.io' && verb !== 'read' && method.includes('rolebindings.')) {
    return verb === 'delete' ? revoked : assigned
  }
  if (service === 'bigquery.googleapis.com' || service === 'storage.googleapis.com' || datastores.has(service)) {
    return { class_uid: ocsfClass.datastoreActivity, activity_id: data(lower, verb) }
  }
  return { class_uid: ocsfClass.apiActivity, activity_id: api[verb] }
}

const assigned: Classification = {
  class_uid: ocsfClass.userAccessManagement,
  activity_id: ocsfClasses.user_access.activities.assign_privileges,
}
const revoked: Classification = {
  class_uid: ocsfClass.userAccessManagement,
  activity_id: ocsfClasses.user_access.activities.revoke_privileges,
}
const account = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })
const ticket: Classification = {
  class_uid: ocsfClass.authentication,
  activity_id: ocsfClasses.authentication.activities.authentication_ticket,
}
const accounts = ocsfClasses.account_change.activities
const groups = ocsfClasses.group_management.activities
const group = (activity_id: number): Classification => ({ class_uid: ocsfClass.groupManagement, activity_id })

/** https://cloud.google.com/iam/docs/audit-logging and those of the services beside it. */
const named = new Map<string, Classification>([
  ['createserviceaccount', account(accounts.create)],
  ['deleteserviceaccount', account(accounts.delete)],
  ['undeleteserviceaccount', account(accounts.create)],
  ['enableserviceaccount', account(accounts.enable)],
  ['disableserviceaccount', account(accounts.disable)],
  ['updateserviceaccount', account(otherActivity)],
  ['patchserviceaccount', account(otherActivity)],
  ['createserviceaccountkey', account(otherActivity)],
  ['deleteserviceaccountkey', account(otherActivity)],
  ['uploadserviceaccountkey', account(otherActivity)],
  ['generateaccesstoken', ticket],
  ['generateidtoken', ticket],
  ['signjwt', ticket],
  ['signblob', ticket],
  ['exchangetoken', ticket],
  ['creategroup', group(groups.create)],
  ['deletegroup', group(groups.delete)],
  ['createmembership', group(groups.add_user)],
  ['deletemembership', group(groups.remove_user)],
])

const datastores = new Set([
  'spanner.googleapis.com',
  'bigtable.googleapis.com',
  'datastore.googleapis.com',
  'firestore.googleapis.com',
  'cloudsql.googleapis.com',
])

const activities = ocsfClasses.datastore_activity.activities
const byVerb = {
  create: activities.create,
  read: activities.read,
  update: activities.update,
  delete: activities.delete,
  other: otherActivity,
}

function data(name: string, verb: Verb): number {
  if (name.includes('query') || name === 'insertjob' || name === 'jobcompleted') return activities.query
  return name === 'list' || name.startsWith('list') ? activities.list : byVerb[verb]
}

const apis = ocsfClasses.api_activity.activities
const api = { create: apis.create, read: apis.read, update: apis.update, delete: apis.delete, other: otherActivity }

const verbs = new Map<string, Verb>(
  Object.entries({
    create:
      'create insert add generate upload import clone copy provision register deploy publish submit run start undelete restore bulk begin bind attach allocate post',
    read: 'get list read search query fetch lookup describe test view export download batch aggregated watch check validate access retrieve analyze count head tabledata list',
    update:
      'update patch set replace modify move enable disable resume suspend stop reset resize rotate change edit upgrade grant rename rollback mutate commit write approve put stream switch',
    delete:
      'delete remove destroy cancel purge revoke drop deletecollection detach unbind terminate abort clear dismiss',
  }).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb as Verb] as const)),
)

/** `CreateServiceAccount`, `v1.compute.instances.setMetadata`, `storage.objects.get`, `BatchGetAssets`. */
export function verbOf(name: string): Verb {
  for (const word of name.slice(0, 100).match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []) {
    const verb = word === 'Batch' || word === 'batch' ? undefined : verbs.get(word.toLowerCase())
    if (verb !== undefined) return verb
  }
  return 'other'
}
