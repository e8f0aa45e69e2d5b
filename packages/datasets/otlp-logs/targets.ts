import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import type { Fields } from './fields.ts'
import type { Name } from './names.ts'

/** What was acted on: the names that conventions give to a thing, with its type. */
export function targetsOf(fields: Fields): Target[] {
  const targets: Target[] = []
  addTarget(targets, fields.first.targetType || 'resource', fields.first.targetId, fields.first.targetName)
  addTarget(targets, 'user', fields.first.userTargetId, fields.first.userTargetName, fields.first.userTargetEmail)
  addTarget(targets, 'group', fields.first.groupId, fields.first.groupName)
  for (const role of fields.all('role.name')) addTarget(targets, 'role', role, role)
  for (const [type, id, name] of things) {
    addTarget(targets, type, id === '' ? '' : fields.first[id], name === '' ? '' : fields.first[name])
  }
  return targets
}

/** Type of a thing, the names of its id, and of its name. */
const things: readonly (readonly [type: string, id: Name | '', name: Name | ''])[] = [
  ['file', 'filePath', 'fileName'],
  ['database', '', 'database'],
  ['collection', '', 'collection'],
  ['destination', '', 'queue'],
  ['rpc', '', 'rpcService'],
  ['object', 'objectKey', 'bucket'],
  ['feature_flag', 'featureFlag', ''],
  ['process', 'processPath', 'processName'],
  ['url', 'url', ''],
]
