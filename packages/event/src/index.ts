export type { ActorType, AuditEvent, Outcome, Target } from './generated/audit-event.ts'
export { auditEventSchema, blankEvent } from './generated/audit-event.ts'
