import { object, text } from '../src/fields/text.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { auditDraft } from './audit.ts'
import { sharedOf } from './entry.ts'
import { isAudit, logEntryFields, logEntryOf } from './forms.ts'
import { kubernetesEventDraft, otherDraft } from './other.ts'

/** Google Cloud audit logs. README.md says which field comes from where. */
export default jsonMapper({
  name: 'gcp-audit',
  version: 1,
  arrayMember: 'entries',
  fields: new Set(logEntryFields),
  unwrap: logEntryOf,
  detects: isAudit,
  map: mapEntry,
})

function mapEntry(entry: JsonRecord): Draft {
  const shared = sharedOf(entry)
  if ('protoPayload' in entry) return auditDraft(entry, object(entry['protoPayload']), shared)
  if (text(entry['logName']) === '' && text(entry['insertId']) === '') {
    throw new MappingError('MISSING_FIELD', 'there is no protoPayload, logName or insertId: a LogEntry has them')
  }
  const payload = object(entry['jsonPayload'])
  return payload['kind'] === 'Event' ? kubernetesEventDraft(payload, shared) : otherDraft(entry, payload, shared)
}
