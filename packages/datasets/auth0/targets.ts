import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** What a Management API request was about; the user, the application, the API, the connection, the organization. */
export function targetsOf(log: JsonRecord, request: JsonRecord, response: JsonRecord): Target[] {
  const targets: Target[] = []
  addRequested(targets, request, response)
  addUser(targets, log, request)
  addTarget(targets, 'application', text(log['client_id']), text(log['client_name']))
  addApis(targets, log)
  addTarget(targets, 'connection', text(log['connection_id']), text(log['connection']))
  addTarget(targets, 'organization', text(log['organization_id']), text(log['organization_name']))
  return targets
}

/** The user of the log is the actor, unless an administrator is. */
function addUser(targets: Target[], log: JsonRecord, request: JsonRecord): void {
  const admin = object(object(request['auth'])['user'])
  const id = text(log['user_id'])
  if (text(admin['user_id']) !== id || text(admin['name']) !== text(log['user_name'])) {
    addTarget(targets, 'user', id, text(log['user_name']))
  }
}

/** `/api/v2/users/auth0%7C123/roles` names a user; what a request made, its answer names. */
function addRequested(targets: Target[], request: JsonRecord, response: JsonRecord): void {
  const path = text(request['path'])
  const parts = path.slice(0, 2048).split('/')
  const start = parts.indexOf('v2') + 1
  const type = parts[start] ?? ''
  const body = object(response['body'])
  const asked = object(request['body'])
  if (start > 0 && type !== '') {
    const id = unescaped(parts[start + 1] ?? '') || firstText(body['user_id'], body['client_id'], body['id'])
    addTarget(targets, type, id, firstText(body['name'], asked['name']), firstText(body['email'], asked['email']))
  }
  if (path !== '') addTarget(targets, 'url', '', path)
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function addApis(targets: Target[], { audience }: JsonRecord): void {
  if (!Array.isArray(audience)) addTarget(targets, 'api', text(audience))
  for (const api of list(audience).slice(0, 100)) addTarget(targets, 'api', text(api))
}
