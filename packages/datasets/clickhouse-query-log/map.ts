import { text } from '../src/fields/text.ts'
import { headed } from '../src/headed.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { MappingError } from '../src/mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { columns } from './columns.ts'
import { queryDraft } from './query.ts'
import { sessionDraft } from './session.ts'

/** Rows of ClickHouse's system.query_log and system.session_log as JSON. README.md says what is mapped. */
export default headed(
  jsonMapper({
    name: 'clickhouse-query-log',
    version: 1,
    arrayMember: ['data'],
    unwrap: (record) => carriedJson(record, isRow),
    fields: columns,
    detects: isRow,
    map: (row) => {
      if (isSession(row)) return sessionDraft(row)
      if (text(row['query_id']) !== '' || text(row['query']) !== '') return queryDraft(row)
      throw new MappingError('MISSING_FIELD', 'the row has neither query_id and query nor auth_id')
    },
  }),
)

const isSession = (row: JsonRecord): boolean => 'auth_id' in row && 'type' in row && !('query' in row)

function isRow(row: JsonRecord): boolean {
  if (isSession(row)) return 'event_time' in row && 'user' in row
  const hasTime = 'query_start_time' in row || 'event_time' in row || 'event_time_microseconds' in row
  return 'query_id' in row && 'query' in row && 'type' in row && hasTime
}
