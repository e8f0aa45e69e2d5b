import { access, account, authentication, entity } from '../src/classes.ts'
import type { Classification } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'

/** Class and activity by the verb of the action, and by the type of the resource where that is a person, a right or a token. */
export function classify(action: string, type: string): Classification {
  const verb = publications.get(action.toLowerCase()) ?? classifyByVerb(action) ?? otherEntityEvent
  const resource = type
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
  return (byResource.get(resource) ?? byAny).get(verb.activity_id) ?? verb
}

const publications = new Map<string, Classification>([
  ['publish', entity.activate],
  ['unpublish', entity.deactivate],
])

type ByActivity = ReadonlyMap<number, Classification>

const { create, update } = entity
const remove = entity.delete
const byAny: ByActivity = new Map()

const members: ByActivity = new Map([
  [create.activity_id, account.create],
  [remove.activity_id, account.delete],
  [update.activity_id, access.assignPrivileges],
])
const rights: ByActivity = new Map([
  [create.activity_id, access.assignPrivileges],
  [update.activity_id, access.assignPrivileges],
  [remove.activity_id, access.revokePrivileges],
])
const tokens: ByActivity = new Map([[create.activity_id, authentication.ticket]])

const byResource = new Map<string, ByActivity>([
  ['user', members],
  ['member', members],
  ['projectmember', members],
  ['teammember', members],
  ['invite', members],
  ['permission', rights],
  ['contentpermission', rights],
  ['managementpermission', rights],
  ['publiccontentpermission', rights],
  ['permanentauthtoken', tokens],
  ['pat', tokens],
])
