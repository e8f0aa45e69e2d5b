import { monitorFields } from '../src/azure-monitor.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { auditDraft } from './audit.ts'
import { fromLogAnalytics, isEntra, readEntry } from './forms.ts'
import { graphFields } from './graph-fields.ts'
import { graphActivityDraft, otherDraft } from './other.ts'
import { provisioningDraft } from './provisioning.ts'
import { riskDraft } from './risk.ts'
import { signInDraft } from './sign-in.ts'

/** Microsoft Entra ID audit, sign-in, provisioning and risk logs. README.md says which field comes from where. */
export default jsonMapper({
  name: 'entra-id',
  version: 1,
  arrayMember: ['records', 'value'],
  fields: new Set([...monitorFields, ...graphFields]),
  unwrap: fromLogAnalytics,
  detects: isEntra,
  map: mapRecord,
})

function mapRecord(record: JsonRecord): Draft {
  const entry = readEntry(record)
  switch (entry.kind) {
    case 'audit':
      return auditDraft(entry)
    case 'sign-in':
      return signInDraft(entry)
    case 'risk':
      return riskDraft(entry)
    case 'provisioning':
      return provisioningDraft(entry)
    case 'graph-activity':
      return graphActivityDraft(entry)
    case 'other':
      if (entry.action === '')
        throw new MappingError('MISSING_FIELD', 'there is no operationName, category or activity')
      return otherDraft(entry)
  }
}
