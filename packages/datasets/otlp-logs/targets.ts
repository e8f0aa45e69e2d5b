import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import type { Fields } from './fields.ts'
import { names } from './names.ts'

/** What was acted on: the names that conventions give to a thing, with its type. */
export function targetsOf(fields: Fields): Target[] {
  const targets: Target[] = []
  addTarget(
    targets,
    fields.first(names.targetType) || 'resource',
    fields.first(names.targetId),
    fields.first(names.targetName),
  )
  addTarget(
    targets,
    'user',
    fields.first(names.userTargetId),
    fields.first(names.userTargetName),
    fields.first(names.userTargetEmail),
  )
  addTarget(targets, 'group', fields.first(names.groupId), fields.first(names.groupName))
  for (const role of fields.all('role.name')) addTarget(targets, 'role', role, role)
  for (const [type, ids, names] of things) addTarget(targets, type, fields.first(ids), fields.first(names))
  return targets
}

const things: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['file', ['file.path', 'file.name'], ['file.name']],
  ['database', [], ['db.namespace', 'db.name']],
  ['collection', [], ['db.collection.name', 'db.sql.table', 'db.mongodb.collection']],
  ['destination', [], ['messaging.destination.name', 'messaging.destination']],
  ['rpc', [], ['rpc.service']],
  ['object', ['aws.s3.key', 'gcp.gcs.object'], ['aws.s3.bucket']],
  ['feature_flag', ['feature_flag.key'], []],
  ['process', ['process.executable.path', 'process.pid'], ['process.executable.name', 'process.command']],
  ['url', ['url.full', 'http.url', 'url.path', 'http.target', 'http.route'], []],
]
