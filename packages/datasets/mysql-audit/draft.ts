import type { Target } from '@trailhouse/event'
import { ip } from '../src/fields/ip.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { classify, firstWords, isKnownEvent } from './classify.ts'
import type { Entry } from './entry.ts'

export function entryDraft(entry: Entry): Draft {
  const name = entry.name.toLowerCase()
  const classification = classify(name, entry.command, entry.sql)
  const failed = name === 'failed_connect' || (entry.status !== '' && entry.status !== '0')
  const user = entry.user
  return {
    ...classification,
    ...(failed && { severity_id: severity.low }),
    event_time: entry.time,
    event_time_raw: entry.timeText,
    action: entry.command || entry.name,
    service: 'mysql',
    outcome: failed ? 'failure' : 'success',
    status_code: entry.status === '0' ? '' : entry.status,
    actor_type: user === '' ? 'unknown' : system.has(user) ? 'system' : 'user',
    actor_id: user,
    actor_name: user,
    actor_email: email(user),
    actor_session_id: entry.connectionId === '0' ? '' : entry.connectionId,
    // MySQL writes a client of its own socket as localhost, without an address.
    source: entry.ip || entry.host,
    source_port: Number(entry.port),
    source_host: ip(entry.host) === '' ? entry.host : '',
    destination_host: entry.server,
    user_agent: entry.program,
    targets: targetsOf(entry, name),
    source_event_id: entry.recordId,
    unknown_event_type: isKnownEvent(name) ? undefined : entry.name,
  }
}

/** Accounts of the server itself. */
const system = new Set(['event_scheduler', 'system user', 'mysql.session', 'mysql.sys', 'rdsadmin', 'skip-grants user'])

function targetsOf(entry: Entry, name: string): Target[] {
  const targets: Target[] = []
  if (entry.table !== '') addTarget(targets, 'table', qualified(entry.database, entry.table), entry.table)
  addNamed(targets, entry.command || firstWords(entry.sql), entry.sql)
  addTarget(targets, 'database', entry.database)
  if (entry.privilegedUser !== entry.user) addTarget(targets, 'user', entry.privilegedUser)
  addTarget(targets, 'proxy_user', entry.proxyUser)
  addTarget(targets, 'os_user', entry.osUser)
  if (targets.length === 0 && name.includes('connect')) addTarget(targets, 'server', entry.server)
  return targets
}

/** The same name stands in many databases of a server. */
const qualified = (database: string, table: string): string => (database === '' ? table : `${database}.${table}`)

const account = /['"`]?([^\s'"`@,;()]{1,128})['"`]?(?:\s?@\s?['"`]?([^\s'"`,;()]{1,255})['"`]?)?/y
/** Tables and the like that a statement makes, changes or drops. */
const definition =
  /^\s*(?:create|alter|drop|truncate|rename)\s+(?:or\s+replace\s+|temporary\s+)?(table|view|database|schema|procedure|function|trigger|event)\s+(?:if\s+(?:not\s+)?exists\s+)?([^\s(;,]{1,192})/i

const accountList =
  /^\s*(?:(?:create|alter|drop|rename)[\s_]+(?:user|role)\s+(?:if\s+(?:not\s+)?exists\s+)?|set\s+password\s+for\s+|(?:grant|revoke)\s[\s\S]{1,2048}?\s(?:to|from)\s+)/i

/** Accounts that a statement makes, changes, drops, gives to or takes from: `'bob'@'%'`, several by commas. */
function addNamed(targets: Target[], words: string, sql: string): void {
  if (!/^(?:create|alter|drop|truncate|rename|set|grant|revoke)/i.test(words)) return
  const searched = sql.slice(0, 4096).toWellFormed()
  const defined = definition.exec(searched)
  if (defined !== null) addTarget(targets, defined[1]?.toLowerCase() ?? '', (defined[2] ?? '').replaceAll('`', ''))
  const start = accountList.exec(searched)
  if (start === null) return
  account.lastIndex = start[0].length
  for (let count = 0; count < 20; count++) {
    const found = account.exec(searched)
    if (found === null) return
    addTarget(targets, 'user', found[2] === undefined ? (found[1] ?? '') : `${found[1]}@${found[2]}`, found[1] ?? '')
    const comma = /^\s*,\s*/.exec(searched.slice(account.lastIndex, account.lastIndex + 16))
    if (comma === null) return
    account.lastIndex += comma[0].length
  }
}
