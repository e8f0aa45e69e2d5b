import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import {
  accessActivity,
  accountActivity,
  apiActivity,
  authenticationActivity,
  type Classification,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'

/** Class and activity by verb, and by resource where a resource is an account, a right or a token. */
export function classify(verb: string, reference: JsonRecord): Classification {
  const resource = text(reference['resource'])
  const subresource = text(reference['subresource'])
  if (bindings.has(resource) && changes.has(verb)) return accessChange(verb)
  if (resource === 'serviceaccounts' && verb === 'create' && subresource === 'token') return token
  if (resource === 'serviceaccounts' && subresource === '' && verb === 'create') return accountCreated
  if (resource === 'serviceaccounts' && verb === 'delete') return accountDeleted
  const activity_id = activityOf.get(verb) ?? otherActivity
  const severity_id = intoContainer.has(subresource) ? severity.medium : severity.informational
  return { class_uid: ocsfClass.apiActivity, activity_id, severity_id }
}

const bindings = new Set(['rolebindings', 'clusterrolebindings'])
const changes = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])
/** Subresources that give a way into a running container. */
const intoContainer = new Set(['exec', 'attach', 'portforward', 'ephemeralcontainers'])

const token: Classification = { class_uid: ocsfClass.authentication, activity_id: authenticationActivity.ticket }
const accountCreated: Classification = { class_uid: ocsfClass.accountChange, activity_id: accountActivity.create }
const accountDeleted: Classification = { class_uid: ocsfClass.accountChange, activity_id: accountActivity.delete }

function accessChange(verb: string): Classification {
  const activity_id = verb.startsWith('delete') ? accessActivity.revokePrivileges : accessActivity.assignPrivileges
  return { class_uid: ocsfClass.userAccessManagement, activity_id }
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
const activityOf = new Map<string, number>([
  ['get', apiActivity.read],
  ['list', apiActivity.read],
  ['watch', apiActivity.read],
  ['head', apiActivity.read],
  ['create', apiActivity.create],
  ['post', apiActivity.create],
  ['update', apiActivity.update],
  ['patch', apiActivity.update],
  ['put', apiActivity.update],
  ['delete', apiActivity.delete],
  ['deletecollection', apiActivity.delete],
])
