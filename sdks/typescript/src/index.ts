/** Trailhouse SDK: audit events from application code, in order, acknowledged by Kafka, never dropped in silence. */
export { type ErrorCode, TrailhouseError } from '@trailhouse/errors'
export { type ActionCatalogue, type ActionDefinition, defineActions } from './actions.ts'
export { type Audit, type AuditStats, type CloseReport, createAudit, type Note, type SpoolStats } from './audit.ts'
export { type DeliveryCode, DeliveryError, UnrecordedError } from './errors.ts'
export type {
  ActionName,
  Actor,
  ActorType,
  AttemptFields,
  AttributeValue,
  ContextFields,
  EventFields,
  EventInput,
  Outcome,
  Target,
} from './input.ts'
export type { OcsfActivityName, OcsfClassName, OcsfSeverityName } from './ocsf.ts'
export type { AuditOptions, BatchOptions, BufferOptions, ShedEvent, SpoolOptions } from './options.ts'
export type { Receipt, WhenFull } from './pending.ts'
export { REDACTED, type RedactionCandidate, type RedactionOptions, type RedactionRule, secretKeys } from './redact.ts'
