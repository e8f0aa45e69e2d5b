import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email } from '../src/fields/text.ts'
import type { Micros } from '../src/fields/time.ts'
import type { Draft } from '../src/mapper.ts'
import { httpActivity, ocsfClass, otherActivity, severity } from '../src/ocsf.ts'

/** A request as an access log tells it, whichever server wrote it. Parts that a log does not have are empty. */
export type Access = {
  time: Micros
  timeText: string
  client: string
  clientPort: string
  user: string
  method: string
  url: string
  status: string
  agent: string
  /** The host that was asked for, perhaps with its port. */
  host: string
  serverIp: string
  serverPort: string
  /** The program or site that wrote the line. */
  service: string
  requestId: string
  traceId: string
  sessionId: string
  detail: string
}

export const blankAccess = (): Access => ({
  time: undefined,
  timeText: '',
  client: '',
  clientPort: '',
  user: '',
  method: '',
  url: '',
  status: '',
  agent: '',
  host: '',
  serverIp: '',
  serverPort: '',
  service: '',
  requestId: '',
  traceId: '',
  sessionId: '',
  detail: '',
})

/** Servers write `-` where there is no value. */
export const known = (value: string): string => (value === '-' ? '' : value)

/** Takes `GET /path HTTP/1.1` apart. A client can send anything: what has no such form has no method. */
export function setRequest(access: Access, request: string): void {
  const space = request.indexOf(' ')
  const method = request.slice(0, space)
  // Some JSON formats have the path alone as `request`.
  if (space < 0 && request.startsWith('/')) access.url = request
  if (space < 1 || space > 24 || !/^[A-Za-z][\w-]*$/.test(method)) return
  const protocol = request.lastIndexOf(' HTTP/')
  access.method = method
  access.url = request.slice(space + 1, protocol > space ? protocol : undefined)
}

export function accessDraft(access: Access): Draft {
  const status = Number(access.status)
  const user = known(access.user)
  const host = known(access.host)
  const [name, port] = hostAndPort(host)
  const failed = status >= 400
  return {
    class_uid: ocsfClass.httpActivity,
    activity_id: activityOf.get(access.method) ?? otherActivity,
    severity_id: failed ? severity.low : severity.informational,
    event_time: access.time,
    event_time_raw: access.timeText,
    action: known(access.method) || 'request',
    service: access.service || 'http',
    outcome: failed ? 'failure' : status >= 100 ? 'success' : 'unknown',
    status_code: status > 0 ? access.status : '',
    status_detail: access.detail,
    actor_type: user === '' ? 'unknown' : 'user',
    actor_id: user,
    actor_name: user,
    actor_email: email(user),
    actor_session_id: known(access.sessionId),
    source: known(access.client),
    source_port: Number(access.clientPort),
    destination: known(access.serverIp),
    destination_port: Number(access.serverPort || port),
    destination_host: name === access.serverIp ? '' : name,
    user_agent: known(access.agent),
    targets: targetsOf(access, host),
    request_id: known(access.requestId),
    trace_id: known(access.traceId),
  }
}

function targetsOf(access: Access, host: string): Target[] {
  const targets: Target[] = []
  addTarget(targets, 'url', known(access.url))
  addTarget(targets, 'host', host)
  return targets
}

const activityOf = new Map<string, number>(
  Object.entries(httpActivity).map(([name, activity]) => [name.toUpperCase(), activity]),
)

function hostAndPort(host: string): readonly [string, string] {
  const colon = host.lastIndexOf(':')
  const port = host.slice(colon + 1)
  return colon > 0 && /^\d{1,5}$/.test(port) && (host[colon - 1] === ']' || host.indexOf(':') === colon)
    ? [host.slice(0, colon), port]
    : [host, '']
}
