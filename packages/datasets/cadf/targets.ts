import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** The target, what Keystone adds of it (`resource_info`, `user`, `role`, `project`...), the path, and attached resources. */
export function targetsOf(event: JsonRecord, target: JsonRecord): Target[] {
  const targets: Target[] = []
  const type = firstText(target['typeURI'], 'resource')
  addTarget(targets, type, firstText(target['id'], event['targetId']), text(target['name']))
  addInfo(targets, event['resource_info'], type)
  for (const member of members) addInfo(targets, event[member], member)
  addTarget(targets, 'path', text(event['requestPath']))
  for (const attachment of list(event['attachments']).slice(0, maxAttachments))
    addAttachment(targets, object(attachment))
  addFederated(targets, object(object(event['initiator'])['credential']))
  return targets
}

const members = [
  'user',
  'group',
  'role',
  'project',
  'domain',
  'trustor',
  'trustee',
  'trustor_user_id',
  'trustee_user_id',
]
const maxAttachments = 100

/** Keystone writes ids; others objects. */
function addInfo(targets: Target[], value: unknown, type: string): void {
  if (isObject(value)) addTarget(targets, type, firstText(value['id'], value['user_id']), text(value['name']))
  else if (!targets.some(({ id }) => id === text(value))) addTarget(targets, type, text(value))
}

/** An attachment that is named holds a thing by its id or as an object; one that holds a document has none. */
function addAttachment(targets: Target[], { name, typeURI, contentType, content }: JsonRecord): void {
  if (isObject(content))
    addTarget(targets, firstText(content['typeURI'], name, 'attachment'), text(content['id']), text(content['name']))
  else if (isMime(firstText(typeURI, contentType)))
    addTarget(targets, firstText(name, 'attachment'), short(text(content)))
}

const isMime = (type: string): boolean =>
  type === '' || type.startsWith('mime:') || type.startsWith('xs:') || type === 'text/plain'
const short = (content: string): string => (content.length <= 200 ? content : '')

/** Groups that an identity provider put the user in. */
function addFederated(targets: Target[], { groups }: JsonRecord): void {
  for (const group of list(groups).slice(0, maxAttachments)) addTarget(targets, 'group', text(group))
}
