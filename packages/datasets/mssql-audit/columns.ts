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

type Columns = Readonly<Record<string, string>>

const names = new Set<string>([...before, ...after])
const later = new Set<string>(after)
const column = /(?:^|\s)([a-z_]{6,40}):/g

/** A text longer than this is not looked for columns past it: what stands in the middle is the statement. */
const maxEnd = 32_768

/**
 * `event_time:... action_id:LGIS succeeded:true ...` of event 33205, one column a line or all in one. A statement can hold
 * anything, a column's name too: of the columns before it the first counts, of those behind it the last.
 */
export function textColumns(text: string): Columns {
  const head = marks(text, 0, Math.min(text.length, maxEnd)).filter(({ name }) => !later.has(name))
  const first: Mark[] = []
  const seen = new Set<string>()
  for (const mark of head) {
    if (seen.has('statement') || seen.has(mark.name)) continue
    seen.add(mark.name)
    first.push(mark)
  }
  const statement = first.at(-1)?.name === 'statement' ? (first.at(-1)?.end ?? 0) : text.length
  const tail = seen.has('statement') ? tailMarks(text, statement) : []
  return valuesOf(text, [...first, ...tail])
}

type Mark = { readonly name: string; readonly start: number; readonly end: number }

function marks(text: string, from: number, to: number): Mark[] {
  const found: Mark[] = []
  const searched = from === 0 && to === text.length ? text : text.slice(from, to)
  column.lastIndex = 0
  for (let match = column.exec(searched); match !== null; match = column.exec(searched)) {
    const name = match[1] ?? ''
    if (names.has(name)) found.push({ name, start: from + match.index, end: from + column.lastIndex })
  }
  return found
}

/** The last `additional_information:` ends the statement. */
function tailMarks(text: string, statement: number): Mark[] {
  const found = marks(text, Math.max(statement, text.length - maxEnd), text.length).filter(({ name }) =>
    later.has(name),
  )
  const start = found.findLastIndex(({ name }) => name === 'additional_information')
  const tail = start < 0 ? found : found.slice(start)
  return tail.filter(({ name }, index) => tail.findIndex((other) => other.name === name) === index)
}

function valuesOf(text: string, found: readonly Mark[]): Columns {
  const values: Record<string, string> = {}
  found.forEach(({ name, end }, index) => {
    const value = text.slice(end, found[index + 1]?.start).trim()
    if (value !== '' && value !== '.') values[name] = value.toWellFormed()
  })
  return values
}

/** Whether a text is that of an audit event. */
export const isAuditText = (text: string): boolean =>
  /(?:^|\s)action_id:[A-Z0-9]{1,4}\s+succeeded:(?:true|false|[01])\b/.test(text.slice(0, 4096))
