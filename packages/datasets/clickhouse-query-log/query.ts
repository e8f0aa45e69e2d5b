import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, list, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { classifyQuery, isKnownKind } from './classify.ts'

/** Type8 of system.query_log by its number, which formats that write enums as numbers have. */
const types = new Map<string, string>([
  ['1', 'QueryStart'],
  ['2', 'QueryFinish'],
  ['3', 'ExceptionBeforeStart'],
  ['4', 'ExceptionWhileProcessing'],
])

/** A row of system.query_log: one when a query starts, one when it ends. */
export function queryDraft(row: JsonRecord): Draft {
  const type = types.get(text(row['type'])) ?? text(row['type'])
  const kind = text(row['query_kind'])
  const query = text(row['query'])
  const result = outcomeOf(type, row)
  return {
    ...classifyQuery(kind || firstWord(query), query),
    ...(result.outcome === 'failure' && { severity_id: severity.low }),
    ...result,
    ...timeOf(row),
    action: kind || firstWord(query) || type,
    service: 'clickhouse',
    ...userDraft(text(row['user'])),
    actor_credential_id: text(row['quota_key']),
    source: text(row['address']),
    source_port: Number(text(row['port'])),
    source_host: text(row['client_hostname']),
    destination_host: text(row['hostname']),
    user_agent: firstText(row['http_user_agent'], row['client_name']),
    targets: targetsOf(row, query),
    request_id: text(row['query_id']),
    trace_id: text(row['initial_query_id']),
    source_event_id: text(row['query_id']),
    event_key: `${type}/${firstText(row['event_time_microseconds'], row['event_time'])}`,
    unknown_event_type: isKnownKind(kind) ? undefined : kind,
  }
}

/** A time without a zone is the server's, which ClickHouse recommends to be UTC. */
export function timeOf(row: JsonRecord): Pick<Draft, 'event_time' | 'event_time_raw'> {
  const time = firstText(row['event_time_microseconds'], row['event_time'], row['query_start_time'])
  // A format can write DateTime as seconds (date_time_output_format = 'unix_timestamp').
  const seconds = /^\d{9,10}(?:\.\d{1,6})?$/.test(time) ? Math.round(Number(time) * 1e6) : undefined
  return { event_time: seconds ?? isoTime(time, 'utc'), event_time_raw: time }
}

export const userDraft = (user: string): Draft => ({
  actor_type: user === '' ? 'system' : 'user',
  actor_id: user,
  actor_name: user,
  actor_email: email(user),
})

/** A start tells no outcome: the row of the end does. */
function outcomeOf(type: string, row: JsonRecord): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const code = text(row['exception_code'])
  const exception = text(row['exception'])
  const failed = type.startsWith('Exception') || (code !== '' && code !== '0') || exception !== ''
  if (failed) return { outcome: 'failure', status_code: code, status_detail: exception }
  return { outcome: type === 'QueryFinish' ? 'success' : 'unknown', status_code: code === '0' ? '' : code }
}

const firstWord = (query: string): string => /^\s*([A-Za-z]{2,20})\b/.exec(query.slice(0, 64))?.[1] ?? ''

/** A query over more than this is cut: nobody reads the columns of thousands. */
const maxNames = 200

/** Tables first; of what the query names by itself (users, roles) the name. */
function targetsOf(row: JsonRecord, query: string): Target[] {
  const targets: Target[] = []
  addAll(targets, 'table', row['tables'])
  addAll(targets, 'view', row['views'])
  addNamed(targets, query)
  addAll(targets, 'database', row['databases'])
  addAll(targets, 'column', row['columns'])
  addAll(targets, 'role', row['used_roles'])
  const user = text(row['user'])
  const initial = text(row['initial_user'])
  if (initial !== user) addTarget(targets, 'initial_user', initial)
  const authenticated = text(row['authenticated_user'])
  if (authenticated !== user) addTarget(targets, 'authenticated_user', authenticated)
  addTarget(targets, 'os_user', text(row['os_user']))
  addTarget(targets, 'database', text(row['current_database']))
  return targets
}

function addAll(targets: Target[], type: string, names: unknown): void {
  if (names === undefined) return
  for (const name of list(names).slice(0, maxNames)) addTarget(targets, type, text(name))
}

/** What a statement of data definition or access control names: of a refused one the row has no tables. */
const statement =
  /^\s*(?:(?:create|alter|drop|truncate|detach|attach|rename|optimize)\s+(?:or\s+replace\s+)?(user|role|table|view|database|dictionary)\s+(?:if\s+(?:not\s+)?exists\s+)?|(?:grant|revoke)\s[\s\S]{1,2048}?\s(?:to|from)\s+)([`"]?)([^\s`",;(]+)\2/i

/** First letters of those statements. */
const letters = new Set('acdgrto')

function addNamed(targets: Target[], query: string): void {
  if (!letters.has(query.trimStart().charAt(0).toLowerCase())) return
  const found = statement.exec(query.slice(0, 4096))
  if (found !== null) addTarget(targets, found[1]?.toLowerCase() ?? 'grantee', found[3] ?? '')
}
