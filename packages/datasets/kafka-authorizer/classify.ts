import { access } from '../src/classes.ts'
import { type Classification, datastoreActivity, ocsfClass, otherActivity } from '../src/ocsf.ts'

/** Operations without their underscores: AclAuthorizer writes `DescribeConfigs`, StandardAuthorizer `DESCRIBE_CONFIGS`. */
const operations = new Map<string, number>([
  ['read', datastoreActivity.read],
  ['write', datastoreActivity.write],
  ['idempotentwrite', datastoreActivity.write],
  ['create', datastoreActivity.create],
  ['delete', datastoreActivity.delete],
  ['alter', datastoreActivity.update],
  ['alterconfigs', datastoreActivity.update],
  ['describe', datastoreActivity.list],
  ['describeconfigs', datastoreActivity.read],
  ['clusteraction', otherActivity],
  ['createtokens', datastoreActivity.create],
  ['describetokens', datastoreActivity.list],
  ['twophasecommit', datastoreActivity.write],
  ['all', otherActivity],
])

const folded = (operation: string): string => operation.replaceAll('_', '').toLowerCase()

/** https://kafka.apache.org/documentation/#operations_resources_and_protocols */
export const isKnownOperation = (operation: string): boolean => operations.has(folded(operation))

/** Changes of ACLs are changes of access; Kafka authorizes them as Alter on the cluster. */
export function classify(operation: string, request: string): Classification {
  const api = request.replace(/^kafka\./, '')
  if (api === 'CreateAcls') return access.assignPrivileges
  if (api === 'DeleteAcls') return access.revokePrivileges
  return { class_uid: ocsfClass.datastoreActivity, activity_id: operations.get(folded(operation)) ?? otherActivity }
}
