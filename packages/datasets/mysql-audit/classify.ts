import { authentication } from '../src/classes.ts'
import {
  accessActivity,
  accountActivity,
  applicationActivity,
  type Classification,
  datastoreActivity,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'

const data = (activity_id: number): Classification => ({ class_uid: ocsfClass.datastoreActivity, activity_id })
const lifecycle = (activity_id: number, severity_id: number): Classification => ({
  class_uid: ocsfClass.applicationLifecycle,
  activity_id,
  severity_id,
})

/** Events by their name, in lower case, of all plugins. */
const events = new Map<string, Classification>([
  ['connect', authentication.logon],
  ['failed_connect', authentication.logon],
  ['proxy_connect', authentication.logon],
  ['pre_authenticate', authentication.preauth],
  ['quit', authentication.logoff],
  ['disconnect', authentication.logoff],
  ['change user', authentication.switchAccount],
  ['change_user', authentication.switchAccount],
  ['changeuser', authentication.switchAccount],
  ['audit', lifecycle(applicationActivity.start, severity.informational)],
  ['startup', lifecycle(applicationActivity.start, severity.informational)],
  ['server startup', lifecycle(applicationActivity.start, severity.informational)],
  ['noaudit', lifecycle(applicationActivity.stop, severity.medium)],
  ['shutdown', lifecycle(applicationActivity.stop, severity.medium)],
  ['server shutdown', lifecycle(applicationActivity.stop, severity.medium)],
  ['read', data(datastoreActivity.read)],
  ['tableread', data(datastoreActivity.read)],
  ['write', data(datastoreActivity.write)],
  ['insert', data(datastoreActivity.write)],
  ['tableinsert', data(datastoreActivity.write)],
  ['update', data(datastoreActivity.update)],
  ['tableupdate', data(datastoreActivity.update)],
  ['delete', data(datastoreActivity.delete)],
  ['tabledelete', data(datastoreActivity.delete)],
  ['create', data(datastoreActivity.create)],
  ['alter', data(datastoreActivity.update)],
  ['rename', data(datastoreActivity.update)],
  ['drop', data(datastoreActivity.delete)],
])

/** Events that carry a statement, or a command of the protocol: their class is the statement's. */
const withStatement =
  /^(?:query(?:_\w+)?|query start|query status end|query nested \w+|execute|prepare|close stmt|reset stmt|long data|fetch|status|log|error|result|command start|command end|start|status_end|nested_start|nested_status_end|field list|init db|list fields|ping|statistics|kill|processlist|refresh|reset connection|set option|sleep|debug|daemon|binlog dump(?: gtid)?|table dump|register slave|time|create db|drop db|message|user|internal|variable get|variable set|variable_get|variable_set|tls connect)$/

export const isKnownEvent = (name: string): boolean => events.has(name) || withStatement.test(name)

/**
 * @param name name of the event in lower case
 * @param command class of the statement (`create_user`), or empty
 * @param sql the statement, or empty
 */
export function classify(name: string, command: string, sql: string): Classification {
  const byName = events.get(name)
  if (byName !== undefined) return byName
  const [verb = '', thing = ''] = (command || firstWords(sql)).toLowerCase().split(/[_ ]/, 2)
  if (verb === 'grant' || verb === 'revoke') return access(verb)
  if (thing === 'user' || thing === 'role' || (verb === 'set' && thing === 'password')) return account(verb, thing, sql)
  if (verb === 'shutdown') return lifecycle(applicationActivity.stop, severity.medium)
  return data(verbs.get(verb) ?? otherActivity)
}

const access = (verb: string): Classification => ({
  class_uid: ocsfClass.userAccessManagement,
  activity_id: verb === 'grant' ? accessActivity.assignPrivileges : accessActivity.revokePrivileges,
})

function account(verb: string, thing: string, sql: string): Classification {
  const activity_id =
    verb === 'create'
      ? accountActivity.create
      : verb === 'drop'
        ? accountActivity.delete
        : thing === 'password' || /\bidentified\b/i.test(sql.slice(0, 4096))
          ? accountActivity.passwordChange
          : otherActivity
  return { class_uid: ocsfClass.accountChange, activity_id }
}

/** The first two words of a statement, comments before it left out. */
export const firstWords = (sql: string): string => {
  const words = /^(?:\s|\/\*[\s\S]{0,512}?\*\/|\()*([A-Za-z]{2,32})(?:\s+([A-Za-z]{2,32}))?/.exec(sql.slice(0, 1024))
  return words === null ? '' : [words[1], words[2]].filter(Boolean).join(' ')
}

const verbs = new Map<string, number>([
  ['select', datastoreActivity.query],
  ['with', datastoreActivity.query],
  ['call', datastoreActivity.query],
  ['execute', datastoreActivity.query],
  ['do', datastoreActivity.query],
  ['explain', datastoreActivity.query],
  ['table', datastoreActivity.query],
  ['ha', datastoreActivity.read],
  ['show', datastoreActivity.list],
  ['desc', datastoreActivity.list],
  ['describe', datastoreActivity.list],
  ['insert', datastoreActivity.write],
  ['replace', datastoreActivity.write],
  ['load', datastoreActivity.write],
  ['import', datastoreActivity.write],
  ['update', datastoreActivity.update],
  ['alter', datastoreActivity.update],
  ['rename', datastoreActivity.update],
  ['optimize', datastoreActivity.update],
  ['repair', datastoreActivity.update],
  ['create', datastoreActivity.create],
  ['delete', datastoreActivity.delete],
  ['drop', datastoreActivity.delete],
  ['truncate', datastoreActivity.delete],
  ['purge', datastoreActivity.delete],
])
