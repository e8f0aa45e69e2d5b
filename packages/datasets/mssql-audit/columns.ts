/** Columns of sys.fn_get_audit_file up to and with the statement, in the order in which event 33205 writes them. */
const before = [
  'audit_schema_version',
  'event_time',
  'sequence_number',
  'action_id',
  'succeeded',
  'permission_bitmask',
  'is_column_permission',
  'session_id',
  'server_principal_id',
  'database_principal_id',
  'target_server_principal_id',
  'target_database_principal_id',
  'object_id',
  'user_defined_event_id',
  'transaction_id',
  'class_type',
  'securable_class_type',
  'duration_milliseconds',
  'response_rows',
  'affected_rows',
  'client_ip',
  'client_tls_version',
  'database_transaction_id',
  'ledger_start_sequence_number',
  'client_tls_version_name',
  'permission',
  'sequence_group_id',
  'session_server_principal_name',
  'server_principal_name',
  'server_principal_sid',
  'database_principal_name',
  'target_server_principal_name',
  'target_server_principal_sid',
  'target_database_principal_name',
  'server_instance_name',
  'database_name',
  'schema_name',
  'object_name',
  'statement',
] as const

/** Columns that follow the statement. */
const after = [
  'additional_information',
  'user_defined_information',
  'application_name',
  'connection_id',
  'data_sensitivity_information',
  'host_name',
  'session_context',
  'external_policy_permissions_checked',
  'obo_middle_tier_app_id',
  'is_local_secondary_replica',
  'file_name',
  'audit_file_offset',
] as const

const ofEvent = new Set<string>(before)
const later = new Set<string>(after)

/** A text longer than this is not looked for columns past it: what stands in the middle is the statement. */
const maxEnd = 32_768

/**
 * `event_time:... action_id:LGIS succeeded:true ...` of event 33205, one column a line or all in one. A statement can hold
 * anything, a column's name too: of the columns before it the first counts, of those behind it the last.
 */
export function textColumns(text: string): ReadonlyMap<string, string> {
  const columns = new Map<string, Mark>()
  let last = ''
  eachMark(text, 0, Math.min(text.length, maxEnd), ofEvent, (mark) => {
    if (columns.has(mark.name)) return true
    columns.set(mark.name, mark)
    last = mark.name
    return last !== 'statement'
  })
  if (last === 'statement') addTail(columns, text, columns.get(last)?.end ?? 0)
  return valuesOf(text, [...columns.values()])
}

type Mark = { readonly name: string; readonly start: number; readonly end: number }

/** Visits each `name:` that begins a word and is one of the columns, until `visit` returns false. */
function eachMark(
  text: string,
  from: number,
  to: number,
  columns: ReadonlySet<string>,
  visit: (mark: Mark) => boolean,
): void {
  for (let colon = text.indexOf(':', from); colon >= 0 && colon < to; colon = text.indexOf(':', colon + 1)) {
    let start = colon
    while (start > from && isOfName(text.charCodeAt(start - 1))) start -= 1
    if (start > from && !isSpace(text.charCodeAt(start - 1))) continue
    const name = text.slice(start, colon)
    if (columns.has(name) && !visit({ name, start, end: colon + 1 })) return
  }
}

const isOfName = (code: number): boolean => (code >= 97 && code <= 122) || code === 95
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xa0

/** The last `additional_information:` ends the statement. */
function addTail(columns: Map<string, Mark>, text: string, statement: number): void {
  let tail: Mark[] = []
  eachMark(text, Math.max(statement, text.length - maxEnd), text.length, later, (mark) => {
    if (mark.name === 'additional_information') tail = [mark]
    else if (!tail.some(({ name }) => name === mark.name)) tail.push(mark)
    return true
  })
  for (const mark of tail) columns.set(mark.name, mark)
}

function valuesOf(text: string, found: readonly Mark[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (let index = 0; index < found.length; index++) {
    const mark = found[index] as Mark
    const value = text.slice(mark.end, found[index + 1]?.start).trim()
    if (value !== '' && value !== '.') values.set(mark.name, value.toWellFormed())
  }
  return values
}

/** Whether a text is that of an audit event. */
export const isAuditText = (text: string): boolean =>
  /(?:^|\s)action_id:[A-Z0-9]{1,4}\s+succeeded:(?:true|false|[01])\b/.test(text.slice(0, 4096))
