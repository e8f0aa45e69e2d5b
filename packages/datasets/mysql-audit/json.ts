import { firstText, isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { blankEntry, type Entry, setAccount, setTime } from './entry.ts'

/** Percona's plugin: everything in `audit_record`, named as the attributes of the XML formats. */
export const isPercona = (record: JsonRecord): boolean => isObject(record['audit_record'])

/** MySQL Enterprise Audit and Percona's audit_log_filter. */
export const isEnterprise = (record: JsonRecord): boolean =>
  'timestamp' in record && 'class' in record && 'event' in record && ('id' in record || 'connection_id' in record)

/** https://dev.mysql.com/doc/refman/8.4/en/audit-log-file-formats.html#audit-log-file-json-format */
export function readEnterprise(record: JsonRecord): Entry {
  const entry = blankEntry()
  const { login, account, general, connection, table, query } = membersOf(record)
  entry.name = text(record['event'])
  entry.command = commandOf(text(record['class']), general, query)
  entry.connectionId = text(record['connection_id'])
  entry.status = firstText(general['status'], connection['status'], query['status'])
  entry.user = firstText(login['user'], account['user'])
  entry.privilegedUser = text(account['user'])
  entry.osUser = text(login['os'])
  entry.proxyUser = text(login['proxy'])
  entry.host = text(account['host'])
  entry.ip = text(login['ip'])
  entry.database = firstText(table['db'], connection['db'])
  entry.table = text(table['table'])
  entry.sql = firstText(general['query'], table['query'], query['query'])
  entry.server = text(object(record['startup_data'])['server_id'])
  const attributes = object(connection['connection_attributes'])
  entry.program = firstText(attributes['program_name'], attributes['_client_name'])
  const time = text(record['timestamp'])
  setTime(entry, time)
  // The id counts the events of a second.
  entry.recordId = 'id' in record && time !== '' ? `${time}/${text(record['id'])}/${entry.connectionId}` : ''
  return entry
}

function membersOf(record: JsonRecord) {
  return {
    login: object(record['login']),
    account: object(record['account']),
    general: object(record['general_data']),
    connection: object(record['connection_data']),
    table: object(record['table_access_data']),
    query: object(record['query_data']),
  }
}

/** A general event is of a statement, or of a command of the protocol such as Ping. */
function commandOf(kind: string, general: JsonRecord, query: JsonRecord): string {
  if (kind === 'general') return firstText(general['sql_command'], general['command'])
  return kind === 'query' ? text(query['sql_command']) : ''
}

/** https://docs.percona.com/percona-server/8.0/audit-log-plugin.html#audit-log-events */
export function readPercona(record: JsonRecord): Entry {
  const members = object(record['audit_record'])
  return readNamed((name) => text(members[name.toLowerCase()]) || text(members[jsonNames.get(name) ?? '']))
}

const jsonNames = new Map([
  ['RECORD_ID', 'record'],
  ['OS_LOGIN', 'os_user'],
])

/** Reads the members that the XML formats and Percona's JSON share, whatever holds them. */
export function readNamed(get: (name: string) => string): Entry {
  const entry = blankEntry()
  entry.name = get('NAME')
  entry.recordId = get('RECORD_ID') || get('RECORD')
  entry.command = get('COMMAND_CLASS')
  entry.connectionId = get('CONNECTION_ID')
  // Newer formats have STATUS_CODE (0 or 1) too: STATUS is the error number.
  entry.status = get('STATUS') || get('STATUS_CODE')
  entry.privilegedUser = get('PRIV_USER')
  entry.osUser = get('OS_LOGIN')
  entry.proxyUser = get('PROXY_USER')
  entry.host = get('HOST')
  entry.ip = get('IP')
  entry.database = get('DB')
  entry.table = get('TABLE')
  entry.sql = get('SQLTEXT')
  entry.server = get('SERVER_ID')
  setAccount(entry, get('USER'))
  setTime(entry, get('TIMESTAMP'))
  return entry
}
