/**
 * Names of attributes by what they say, today's first and the ones they replaced after them.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */
const names = {
  actorName: ['user.name', 'user.full_name', 'enduser.name', 'user', 'username'],
  actorId: ['user.id', 'enduser.id', 'enduser.pseudo.id', 'user.hash'],
  actorNameOtherwise: ['user.email', 'enduser.id'],
  actorEmail: ['user.email'],
  endUser: ['enduser.id'],
  session: ['session.id'],
  credential: ['enduser.credential.id', 'api_key.id', 'client.id', 'oauth.client.id'],
  source: [
    'client.address',
    'source.address',
    'client.ip',
    'source.ip',
    'http.client_ip',
    'network.peer.address',
    'net.sock.peer.addr',
    'net.peer.ip',
  ],
  sourcePort: ['client.port', 'source.port', 'network.peer.port', 'net.sock.peer.port', 'net.peer.port'],
  destination: [
    'server.address',
    'destination.address',
    'server.ip',
    'destination.ip',
    'network.local.address',
    'net.host.name',
    'http.host',
    'url.domain',
  ],
  destinationPort: ['server.port', 'destination.port', 'net.host.port', 'network.local.port'],
  userAgent: ['user_agent.original', 'http.user_agent', 'http.request.header.user-agent'],
  request: ['http.request.id', 'request.id', 'request_id', 'http.request.header.x-request-id'],
  recordId: ['log.record.uid', 'event.id'],
  action: [
    'event.name',
    'event.action',
    'action',
    'rpc.method',
    'db.operation.name',
    'db.operation',
    'messaging.operation.name',
    'messaging.operation',
    'http.request.method',
    'http.method',
  ],
  person: ['user.id', 'user.email', 'enduser.id', 'enduser.pseudo.id', 'user.hash'],
  client: ['client.id', 'api_key.id'],
  httpStatus: ['http.response.status_code', 'http.status_code'],
  rpcStatus: ['rpc.response.status_code', 'rpc.grpc.status_code'],
  errorType: ['error.type', 'exception.type'],
  outcome: ['event.outcome', 'outcome', 'result', 'status'],
  databaseStatus: ['db.response.status_code'],
  errorMessage: ['exception.message', 'error.message', 'event.reason', 'reason'],
  httpRequestMethod: ['http.request.method', 'http.method'],
  targetType: ['target.type', 'resource.type'],
  targetId: ['target.id', 'resource.id'],
  targetName: ['target.name', 'resource.name', 'target'],
  userTargetId: ['user.target.id', 'target.user.id'],
  userTargetName: ['user.target.name', 'target.user.name'],
  userTargetEmail: ['user.target.email', 'target.user.email'],
  groupId: ['group.id'],
  groupName: ['group.name'],
  filePath: ['file.path', 'file.name'],
  fileName: ['file.name'],
  database: ['db.namespace', 'db.name'],
  collection: ['db.collection.name', 'db.sql.table', 'db.mongodb.collection'],
  queue: ['messaging.destination.name', 'messaging.destination'],
  rpcService: ['rpc.service'],
  objectKey: ['aws.s3.key', 'gcp.gcs.object'],
  bucket: ['aws.s3.bucket'],
  featureFlag: ['feature_flag.key'],
  processPath: ['process.executable.path', 'process.pid'],
  processName: ['process.executable.name', 'process.command'],
  url: ['url.full', 'http.url', 'url.path', 'http.target', 'http.route'],
} as const

export type Name = keyof typeof names

const lists = Object.entries(names) as [Name, readonly string[]][]

/** A list that has a name, and the names before it there. */
export type Use = { readonly list: Name; readonly before: readonly string[] }

/** The lists that have an attribute's name. */
export const uses: ReadonlyMap<string, readonly Use[]> = Map.groupBy(
  lists.flatMap(([list, each]) => each.map((name, place) => ({ name, list, before: each.slice(0, place) }))),
  ({ name }) => name,
)

export const noValues = Object.fromEntries(lists.map(([list]) => [list, ''])) as Record<Name, string>
