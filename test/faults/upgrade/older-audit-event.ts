/** In place of packages/event/src/generated/audit-event.ts: the release before the one that added `trace_id`. */
import { auditEventSchema as current } from '../../../packages/event/src/generated/audit-event.ts'

export * from '../../../packages/event/src/generated/audit-event.ts'

export const auditEventSchema = { ...current, fields: current.fields.filter(({ name }) => name !== 'trace_id') }
