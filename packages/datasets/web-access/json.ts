import { isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type Access, blankAccess, known, setRequest } from './access.ts'
import { anyTime } from './time.ts'

type Member = Exclude<keyof Access, 'timeText'> | 'request' | 'query'

/**
 * Names of members by what they hold: nginx's variables as `escape=json` formats use them, what Apache's documentation
 * and common LogFormats call the same, and Traefik's fields. Compared in lower case without `_`, `-` and `.`.
 */
const names: Readonly<Partial<Record<Member, string>>> = {
  client: 'remoteaddr remoteip clientip client clientaddr clienthost remotehost remoteaddress realip ipaddress srcip',
  clientPort: 'remoteport clientport srcport',
  user: 'remoteuser user username clientusername remoteusername authuser userid',
  request: 'request requestline',
  method: 'requestmethod method httpmethod verb',
  url: 'requesturi uri url requestpath path requesturl originalurl',
  query: 'args querystring query',
  status: 'status statuscode downstreamstatus httpstatus response responsecode responsestatus',
  agent: 'httpuseragent useragent agent requestuseragent',
  host: 'host httphost servername vhost virtualhost requesthost httphostname domain',
  serverIp: 'serveraddr serverip localip',
  serverPort: 'serverport localport',
  requestId: 'requestid reqid xrequestid uniqueid',
  traceId: 'traceid opentelemetrytraceid',
  sessionId: 'sessionid',
  time: 'timeiso8601 timelocal timestamp time ts msec startutc @timestamp datetime date starttime requesttimestamp',
}

const memberByName = new Map<string, Member>(
  Object.entries(names).flatMap(([member, all]) => all.split(' ').map((name) => [name, member as Member] as const)),
)

/** Keys as they come, so that most are not folded again; bounded, because a record can have any keys. */
const folded = new Map<string, Member | undefined>()
const maxFolded = 5000

function memberOf(key: string): Member | undefined {
  if (key.length > 64) return undefined
  if (folded.has(key)) return folded.get(key)
  const member = memberByName.get(key.toLowerCase().replace(/[_.-]/g, ''))
  if (folded.size < maxFolded) folded.set(key, member)
  return member
}

/** Reads an access log's JSON object. Whether it is one, `isAccess` says. */
export function readJson(record: JsonRecord): Access {
  const access = blankAccess()
  if (isObject(record['request'])) return readCaddy(access, record, record['request'])
  let query = ''
  for (const key in record) {
    const member = memberOf(key)
    if (member === undefined) continue
    const value = record[key]
    const found = known(text(value))
    if (found === '') continue
    if (member === 'time') setTime(access, value)
    else if (member === 'request') setRequest(access, found)
    else if (member === 'query') query = found
    else if (access[member] === '') access[member] = found
  }
  if (query !== '' && access.url !== '' && !access.url.includes('?'))
    access.url += query.startsWith('?') ? query : `?${query}`
  readTraefik(access, record)
  return access
}

/** Of several times the first that can be read counts, and one with more digits (msec) or a zone is no better. */
function setTime(access: Access, value: unknown): void {
  if (access.time !== undefined) return
  access.time = anyTime(value)
  access.timeText = text(value)
}

/** https://doc.traefik.io/traefik/observe/logs-and-access-logs/: ClientAddr is with its port, ClientHost without. */
function readTraefik(access: Access, record: JsonRecord): void {
  if (!('DownstreamStatus' in record)) return
  access.service = 'traefik'
  access.client = text(record['ClientHost']) || access.client
  access.clientPort = known(text(record['ClientPort']))
  access.host = known(text(record['RequestHost'])) || text(record['RequestAddr'])
  access.agent ||= text(record['request_User-Agent'])
}

/** https://caddyserver.com/docs/logging: the request is an object, headers are lists. */
function readCaddy(access: Access, record: JsonRecord, request: JsonRecord): Access {
  const headers = object(request['headers'])
  access.service = 'caddy'
  access.client = text(request['client_ip']) || text(request['remote_ip']) || text(request['remote_addr'])
  access.clientPort = text(request['remote_port'])
  access.user = text(record['user_id'])
  access.method = text(request['method'])
  access.url = text(request['uri'])
  access.host = text(request['host'])
  access.status = text(record['status'])
  access.agent = text(list(headers['User-Agent'])[0]) || text(list(headers['user-agent'])[0])
  access.requestId = text(record['uuid']) || text(list(headers['X-Request-Id'])[0])
  access.detail = text(record['err_trace']) === '' ? '' : text(record['msg'])
  setTime(access, record['ts'])
  return access
}

/** A client, a method with what it asks for, and a status: nothing but an access log has all of them. */
export function isAccess(record: JsonRecord): boolean {
  const request = record['request']
  if (isObject(request)) {
    const hasClient = 'remote_ip' in request || 'remote_addr' in request || 'client_ip' in request
    return hasClient && 'status' in record && 'uri' in request && 'method' in request
  }
  const access = readJson(record)
  return (
    access.client !== '' &&
    /^[A-Z]{3,16}$/.test(access.method) &&
    /^(?:\/|https?:|\*$)/.test(access.url) &&
    /^[1-5]\d\d$/.test(access.status)
  )
}
