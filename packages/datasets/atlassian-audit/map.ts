import { isObject } from '../src/fields/text.ts'
import { headed } from '../src/headed.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { mapConfluence } from './confluence.ts'
import { mapDataCenter } from './data-center.ts'
import { mapJira } from './jira.ts'
import { mapOrganization } from './organization.ts'

/** Of the four forms in their order. */
const fields = [
  'id type attributes message links relationships',
  'summary remoteAddress authorKey authorAccountId created category eventSource description objectItem changedValues associatedItems',
  'author creationDate sysAdmin superAdmin affectedObject associatedObjects',
  'timestamp affectedObjects auditType extraAttributes method source system node version',
].join(' ')

const records = jsonMapper({
  name: 'atlassian-audit',
  version: 1,
  arrayMember: ['data', 'records', 'results', 'entities'],
  unwrap: (record) => carriedJson(record, (inner) => formOf(inner) !== undefined),
  fields: new Set(fields.split(' ')),
  detects: (record) => formOf(record) !== undefined,
  map: (record) => (formOf(record) ?? mapJira)(record),
})

/** Audit records of Atlassian's cloud and data center products. README.md says which field comes from where. */
export default headed(records)

/** Which of the four forms a record has. */
function formOf(record: JsonRecord): ((record: JsonRecord) => Draft) | undefined {
  const attributes = record['attributes']
  if (isObject(attributes) && 'action' in attributes && 'actor' in attributes && 'time' in attributes) {
    return mapOrganization
  }
  if ('author' in record && 'affectedObjects' in record && ('auditType' in record || 'type' in record))
    return mapDataCenter
  if (!('summary' in record && 'category' in record)) return undefined
  if ('creationDate' in record && 'author' in record) return mapConfluence
  const byUser =
    'authorKey' in record || 'authorAccountId' in record || 'objectItem' in record || 'eventSource' in record
  return 'created' in record && byUser ? mapJira : undefined
}
