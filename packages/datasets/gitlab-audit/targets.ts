import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** The target, the entity (user, project, group, instance) that it belongs to, and who impersonated the author. */
export function targetsOf(event: JsonRecord, details: JsonRecord): Target[] {
  const targets: Target[] = []
  addTarget(
    targets,
    firstText(event['target_type'], details['target_type']),
    firstText(event['target_id'], details['target_id']),
    firstText(event['target_details'], details['target_details']),
  )
  const path = firstText(event['entity_path'], details['entity_path'])
  const id = text(event['entity_id'])
  const isInstance = text(event['entity_type']) === 'Gitlab::Audit::InstanceScope'
  const isTarget = path === '' && targets[0]?.id === id
  if (isInstance) addTarget(targets, text(event['entity_type']), '', path || 'gitlab_instance')
  else if (!isTarget) addTarget(targets, text(event['entity_type']), id, path)
  addTarget(targets, 'User', '', firstText(details['impersonated_by'], object(details['impersonator'])['username']))
  addTarget(targets, 'Role', '', text(details['as']))
  return targets
}
