import { attributesOf } from '../src/fields/attributes.ts'
import type { Draft } from '../src/mapper.ts'
import {
  authenticationActivity,
  type Classification,
  networkActivity,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'
import { classifyCommand } from './classify.ts'
import type { LogEntry } from './entry.ts'
import { databaseTarget } from './fields.ts'

type Groups = Readonly<Record<string, string | undefined>>
type Rule = { readonly pattern: RegExp; readonly map: (groups: Groups, entry: LogEntry) => Draft }

const logon: Classification = { class_uid: ocsfClass.authentication, activity_id: authenticationActivity.logon }
const logoff: Classification = { class_uid: ocsfClass.authentication, activity_id: authenticationActivity.logoff }
const preauth: Classification = { class_uid: ocsfClass.authentication, activity_id: authenticationActivity.preauth }
const opened: Classification = { class_uid: ocsfClass.networkActivity, activity_id: networkActivity.open }
const data: Classification = { class_uid: ocsfClass.datastoreActivity, activity_id: otherActivity }
const started: Classification = { class_uid: ocsfClass.applicationLifecycle, activity_id: 3 }
const stopped: Classification = { class_uid: ocsfClass.applicationLifecycle, activity_id: 4 }

/** Entries that PostgreSQL itself writes: postinit.c, auth.c, postmaster.c, postgres.c, aclchk.c. */
const rules: readonly Rule[] = [
  {
    pattern: /^(?<action>connection received): host=(?<host>\S+)(?: port=(?<port>\d+))?/,
    map: (groups) => ({
      ...opened,
      ...clientIn(groups),
      action: groups['action'],
      outcome: 'success',
      actor_type: 'unknown',
    }),
  },
  {
    pattern:
      /^(?<action>connection authenticated): (?:identity="(?<identity>.*)"|user="(?<trusted>.*)") method=(?<method>\S+)/,
    map: (groups) => ({
      ...preauth,
      action: groups['action'],
      outcome: 'success',
      actor_credential_id: groups['identity'],
      attributes: attributesOf({ method: groups['method'] }),
    }),
  },
  {
    pattern:
      /^(?<action>(?:replication )?connection authorized): user=(?<user>\S+)(?: database=(?<database>\S+))?(?: application_name=(?<application>.*?))?(?: SSL enabled \((?<tls>[^)]*)\)?.*)?(?: GSS \(.*)?$/,
    map: (groups) => ({
      ...logon,
      ...userIn(groups),
      action: groups['action'],
      outcome: 'success',
      attributes: attributesOf({ tls: groups['tls'] }),
    }),
  },
  {
    pattern:
      /^(?<action>disconnection): session time: (?<time>\S+) user=(?<user>\S+) database=(?<database>\S+) host=(?<host>\S+)(?: port=(?<port>\d+))?/,
    map: (groups) => ({
      ...logoff,
      ...userIn(groups),
      ...clientIn(groups),
      action: groups['action'],
      outcome: 'success',
      attributes: attributesOf({ session_time: groups['time'] }),
    }),
  },
  {
    pattern: /^(?:(?<method>.*) )?authentication failed for user "(?<user>.*?)"/,
    map: (groups, entry) => refused('authentication failed', groups, entry),
  },
  {
    pattern:
      /^(?:no pg_hba\.conf entry|pg_hba\.conf rejects (?:\w+ )?connection) (?:for|for replication connection from) host "(?<host>[^"]*)", user "(?<user>.*?)"(?:, database "(?<database>.*?)")?/,
    map: (groups, entry) => ({ ...refused('connection rejected', groups, entry), ...clientIn(groups) }),
  },
  {
    pattern:
      /^role "(?<user>.*?)" (?:does not exist|is not permitted to log in)|^too many connections for (?:role "(?<role>.*?)"|database)|^database "(?<database>.*?)" does not exist/,
    map: (groups, entry) =>
      entry.severity === 'FATAL' ? refused('connection rejected', groups, entry) : failed(entry),
  },
  {
    pattern: /^(?<action>permission denied) (?:for|to) (?<type>\w+(?: \w+)?) "?(?<name>[^"\s]+)"?$/,
    map: (groups, entry) => ({ ...failed(entry), ...denied(groups, entry) }),
  },
  {
    pattern: /^must be (?:owner of|superuser|member of|able to) /,
    map: (_, entry) => ({ ...failed(entry), severity_id: severity.medium }),
  },
  {
    pattern:
      /^(?:duration: (?<duration>\S+ \w+) {1,2})?(?:statement|execute [^:]*|parse [^:]*|bind [^:]*|fastpath function call): (?<statement>[\s\S]*)$/,
    map: statementDraft,
  },
  {
    pattern: /^(?<action>connection ready): /,
    map: (groups) => ({ ...logon, action: groups['action'], outcome: 'success' }),
  },
  {
    pattern:
      /^(?<action>terminating connection|canceling authentication|connection to client lost|unexpected EOF on client connection|could not (?:receive data from|send data to) client|could not accept (?:SSL|GSSAPI) connection)(?:[: ]|$)/,
    map: (groups, entry) => ({
      class_uid: ocsfClass.networkActivity,
      activity_id: groups['action'] === 'terminating connection' ? networkActivity.reset : networkActivity.fail,
      severity_id: severity.low,
      action: groups['action'],
      outcome: 'failure',
      status_detail: entry.message,
    }),
  },
  {
    pattern: /^(?<method>LDAP) login failed for user "[^"]*(?:uid|cn|sAMAccountName)=(?<user>[^,"]+)/,
    map: (groups, entry) => refused('authentication failed', groups, entry),
  },
  {
    pattern: /^(?:remaining connection slots are reserved|sorry, too many clients already)/,
    map: (groups, entry) => refused('connection rejected', groups, entry),
  },
  { pattern: /^database system is ready/, map: () => ({ ...started, action: 'start', outcome: 'success' }) },
  {
    pattern: /^(?:received (?:smart|fast|immediate) shutdown request|database system is shut down)/,
    map: () => ({ ...stopped, action: 'stop', outcome: 'success' }),
  },
]

/** A message longer than this is not looked into past it; statements come whole through the entry's own text. */
const maxSearched = 4096

/** What an entry without AUDIT says. */
export function serverDraft(entry: LogEntry): Draft {
  const searched = entry.message.slice(0, maxSearched)
  for (const { pattern, map } of rules) {
    const match = pattern.exec(searched)
    if (match !== null) return map(match.groups ?? {}, entry)
  }
  return failures.has(entry.severity) ? failed(entry) : plain(entry)
}

const failures = new Set(['ERROR', 'FATAL', 'PANIC'])

function failed(entry: LogEntry): Draft {
  return {
    ...(entry.user === '' ? {} : data),
    action: entry.commandTag || entry.severity,
    outcome: 'failure',
    severity_id: entry.severity === 'ERROR' ? severity.low : severity.high,
    attributes: attributesOf({ statement: entry.statement }),
  }
}

/** DETAIL, HINT and STATEMENT lines tell of the error before them; a LOG line of the server's own work tells no outcome. */
function plain(entry: LogEntry): Draft {
  return {
    action: entry.severity,
    outcome: 'unknown',
    attributes: attributesOf({ statement: entry.severity === 'STATEMENT' ? entry.message : entry.statement }),
  }
}

function refused(action: string, groups: Groups, entry: LogEntry): Draft {
  const { user, ...rest } = groups
  const known = userIn({ ...rest, user: user ?? groups['role'] ?? entry.user })
  return {
    ...logon,
    ...known,
    action,
    outcome: 'failure',
    severity_id: severity.low,
    attributes: attributesOf({ method: groups['method'] }),
  }
}

function denied(groups: Groups, entry: LogEntry): Draft {
  const name = groups['name'] ?? ''
  const id = entry.database === '' || groups['type'] === 'database' ? name : `${entry.database}.${name}`
  return {
    ...data,
    severity_id: severity.medium,
    targets: [{ type: groups['type'] ?? '', id, name }, ...databaseTarget(entry.database)],
  }
}

/** log_statement and log_min_duration_statement: the first word of the statement is its command. */
function statementDraft(groups: Groups, entry: LogEntry): Draft {
  const statement = entry.message.slice(entry.message.indexOf(': ', groups['duration'] === undefined ? 0 : 12) + 2)
  const words = /^\W*([A-Za-z]+)(?:\s+(ROLE|USER|GROUP))?/i.exec(statement.slice(0, 256))
  const command = [words?.[1], words?.[2]].filter(Boolean).join(' ').toUpperCase()
  return {
    ...classifyCommand(command, '', statement),
    action: command || 'statement',
    outcome: 'success',
    attributes: attributesOf({ statement, duration: groups['duration'], query_id: entry.queryId }),
  }
}

function userIn(groups: Groups): Draft {
  const database = groups['database'] ?? ''
  const user = groups['user'] ?? ''
  return {
    ...(user !== '' && { actor_type: 'user', actor_id: user, actor_name: user }),
    ...(groups['application'] && { user_agent: groups['application'] }),
    ...(database !== '' && { targets: databaseTarget(database) }),
  }
}

const clientIn = (groups: Groups): Draft => ({
  source: groups['host'] === '[local]' ? '' : groups['host'],
  ...(groups['port'] && { source_port: Number(groups['port']) }),
})
