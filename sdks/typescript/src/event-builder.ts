import { isIP } from 'node:net'
import { TrailhouseError } from '@trailhouse/errors'
import { type AuditEvent, blankEvent, uuidv7 } from '@trailhouse/event'
import type { ResolvedAction } from './actions.ts'
import { changedPointers, escapePointer } from './changed.ts'
import type { Actor, ContextFields, EventFields, Target } from './input.ts'
import { type Json, setMember, toJson } from './json.ts'
import { UNCLASSIFIED } from './ocsf.ts'
import { type Redactor, redactJson, redactText } from './redact.ts'

export type BuilderSettings = {
  readonly service: string
  readonly tenant: string
  readonly producerId: string
  /** Undefined: any action. */
  readonly actions: ReadonlyMap<string, ResolvedAction> | undefined
  readonly redactor: Redactor
}

export type AnyInput = EventFields & {
  readonly action: string
  readonly outcome?: string
  readonly target?: string | Target
}

/**
 * The event of one call: defaults, then the context, then the call. Pure but for the clock and the id.
 *
 * @throws TrailhouseError EVENT_INVALID, naming the field and what it takes
 */
export function buildEvent(input: AnyInput, context: ContextFields | undefined, settings: BuilderSettings): AuditEvent {
  if (typeof input !== 'object' || input === null) throw invalid('record()', 'takes an object')
  const event = defaults(settings)
  if (context !== undefined) applyFields(event, context)
  applyFields(event, input)
  const action = classify(event, input, settings)
  applyTargets(event, input, action)
  requireActor(event)
  applyChange(event, input, settings.redactor)
  redactTexts(event, settings.redactor)
  return event
}

function defaults({ service, tenant, producerId }: BuilderSettings): AuditEvent {
  const event = blankEvent()
  const now = Date.now()
  event.event_id = uuidv7(now)
  event.event_time = now * 1000
  // The normalizer sets the time of arrival; the schema has no absent time.
  event.ingest_time = now * 1000
  event.dataset = 'sdk'
  event.tenant_id = tenant
  event.service = service
  event.class_uid = UNCLASSIFIED.class_uid
  event.activity_id = UNCLASSIFIED.activity_id
  event.severity_id = 1
  event.producer_id = producerId
  return event
}

function applyFields(event: AuditEvent, fields: ContextFields | AnyInput): void {
  for (const name in fields) {
    const value: unknown = fields[name as keyof ContextFields]
    if (value === undefined || value === null) continue
    const apply = appliers[name]
    if (apply === undefined) throw invalid(name, 'is not a field of an event; more goes into attributes')
    apply(event, value)
  }
}

type Applier = (event: AuditEvent, value: unknown) => void

type TextField = {
  [F in keyof AuditEvent]: AuditEvent[F] extends string ? (string extends AuditEvent[F] ? F : never) : never
}[keyof AuditEvent]
type NumberField = { [F in keyof AuditEvent]: AuditEvent[F] extends number ? F : never }[keyof AuditEvent]

const text =
  (field: TextField): Applier =>
  (event, value) => {
    event[field] = asText(field, value)
  }

const required =
  (field: TextField): Applier =>
  (event, value) => {
    event[field] = nonEmpty(field, value)
  }

/** Ranges are the encoder's to check: it knows the schema. */
const number =
  (field: NumberField): Applier =>
  (event, value) => {
    if (typeof value !== 'number') throw invalid(field, 'takes a number')
    event[field] = value
  }

const port =
  (field: 'source_port' | 'destination_port'): Applier =>
  (event, value) => {
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 65_535)
      throw invalid(field, 'takes an integer from 0 to 65535')
    event[field] = value as number
  }

const ip =
  (field: 'source_ip' | 'destination_ip'): Applier =>
  (event, value) => {
    const address = asText(field, value)
    if (address !== '' && isIP(address) === 0) throw invalid(field, 'takes an IPv4 or IPv6 address, not a host name')
    event[field] = address.toLowerCase()
  }

/** Taken up after all fields are known. */
const later: Applier = () => {}

const appliers: Record<string, Applier> = Object.assign(Object.create(null), {
  action: required('action'),
  tenant_id: required('tenant_id'),
  service: required('service'),
  actor: applyActor,
  outcome: applyOutcome,
  event_id: applyEventId,
  event_time: applyEventTime,
  status_code: applyStatusCode,
  attributes: applyAttributes,
  source_ip: ip('source_ip'),
  destination_ip: ip('destination_ip'),
  source_port: port('source_port'),
  destination_port: port('destination_port'),
  class_uid: number('class_uid'),
  activity_id: number('activity_id'),
  severity_id: number('severity_id'),
  ...Object.fromEntries(
    (['source_host', 'destination_host', 'user_agent', 'cloud_provider', 'cloud_account', 'cloud_region'] as const).map(
      (field) => [field, text(field)],
    ),
  ),
  ...Object.fromEntries(
    (['request_id', 'trace_id', 'status_detail', 'source_event_id'] as const).map((field) => [field, text(field)]),
  ),
  target: later,
  targets: later,
  before: later,
  after: later,
})

const actorFields = ['type', 'id', 'name', 'email', 'session_id', 'credential_id'] as const

function applyActor(event: AuditEvent, value: unknown): void {
  const actor: Actor = typeof value === 'string' ? { id: value } : (value as Actor)
  if (typeof actor !== 'object') throw invalid('actor', 'takes an id or an object')
  for (const name in actor)
    if (!(actorFields as readonly string[]).includes(name)) throw invalid(`actor.${name}`, 'is not a field of an actor')
  event.actor_type = actor.type ?? 'unknown'
  event.actor_id = asText('actor.id', actor.id ?? '')
  event.actor_name = asText('actor.name', actor.name ?? '')
  event.actor_email = asText('actor.email', actor.email ?? '')
  event.actor_session_id = asText('actor.session_id', actor.session_id ?? '')
  event.actor_credential_id = asText('actor.credential_id', actor.credential_id ?? '')
}

function applyOutcome(event: AuditEvent, value: unknown): void {
  if (value !== 'success' && value !== 'failure' && value !== 'unknown')
    throw invalid('outcome', 'takes success, failure or unknown')
  event.outcome = value
}

function applyEventId(event: AuditEvent, value: unknown): void {
  event.event_id = asText('event_id', value).toLowerCase()
}

function applyEventTime(event: AuditEvent, value: unknown): void {
  const millis = value instanceof Date ? value.getTime() : value
  if (typeof millis !== 'number') throw invalid('event_time', 'takes a Date or milliseconds since 1970-01-01 UTC')
  event.event_time = Math.round(millis * 1000)
}

function applyStatusCode(event: AuditEvent, value: unknown): void {
  event.status_code = typeof value === 'number' ? String(value) : asText('status_code', value)
}

/** Called for the context and then for the call: what both name, the call decides. */
function applyAttributes(event: AuditEvent, value: unknown): void {
  if (typeof value !== 'object') throw invalid('attributes', 'takes an object')
  for (const [name, item] of Object.entries(value as Record<string, unknown>)) {
    if (item === undefined || item === null) continue
    if (typeof item === 'object' || typeof item === 'function' || typeof item === 'symbol')
      throw invalid(
        `attributes.${name}`,
        'takes text, a number, a boolean or a bigint; documents go into before and after',
      )
    setMember(event.attributes, name, String(item))
  }
}

function classify(event: AuditEvent, input: AnyInput, { actions }: BuilderSettings): ResolvedAction | undefined {
  if (event.action === '') throw invalid('action', 'is missing')
  if (actions === undefined) return undefined
  const action = actions.get(event.action)
  if (action === undefined) throw invalid('action', `${JSON.stringify(event.action)} is not in the action catalogue`)
  event.class_uid = input.class_uid ?? action.class_uid
  event.activity_id = input.activity_id ?? action.activity_id
  event.severity_id = input.severity_id ?? action.severity_id
  return action
}

function applyTargets(event: AuditEvent, input: AnyInput, action: ResolvedAction | undefined): void {
  const { target, targets = [] } = input
  if (!Array.isArray(targets)) throw invalid('targets', 'takes an array')
  if (target === undefined || target === null) {
    if (action?.target !== undefined)
      throw invalid('target', `is missing: ${event.action} takes a target of type ${action.target}`)
    event.targets = targets.map((other, i) => asTarget(`targets.${i}`, other, undefined))
  } else {
    const others = targets.map((other, i) => asTarget(`targets.${i}`, other, undefined))
    event.targets = [asTarget('target', target, action?.target), ...others]
  }
  const [primary] = event.targets
  if (primary === undefined) return
  event.target_type = primary.type
  event.target_id = primary.id
  event.target_name = primary.name
}

function asTarget(field: string, value: unknown, declared: string | undefined): AuditEvent['targets'][number] {
  const target = (typeof value === 'string' && declared !== undefined ? { id: value } : value) as Target
  if (typeof target !== 'object' || target === null) throw invalid(field, 'takes an object with type and id')
  const type = target.type ?? declared
  if (declared !== undefined && type !== declared) throw invalid(`${field}.type`, `is ${declared} for this action`)
  return {
    type: nonEmpty(`${field}.type`, type),
    id: nonEmpty(`${field}.id`, target.id),
    name: asText(`${field}.name`, target.name ?? ''),
  }
}

function requireActor(event: AuditEvent): void {
  if (event.actor_id === '' && event.actor_name === '' && event.actor_email === '' && event.actor_type !== 'system')
    throw invalid('actor', 'is missing: give its id, name or email, in the call or by withContext')
}

/** What differs is told before secrets are hidden: a changed password is seen to have changed. */
function applyChange(event: AuditEvent, { before, after }: AnyInput, redactor: Redactor): void {
  const was = asDocument('before', before)
  const is = asDocument('after', after)
  if (was === undefined && is === undefined) return
  event.changed = changedPointers(was, is)
  if (was !== undefined) event.before = JSON.stringify(redactJson(was, '/before', redactor))
  if (is !== undefined) event.after = JSON.stringify(redactJson(is, '/after', redactor))
}

function asDocument(field: string, value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined
  const document = toJson(value, field)
  if (document === undefined) throw invalid(field, 'takes a value that JSON can hold')
  return document
}

function redactTexts(event: AuditEvent, redactor: Redactor): void {
  const { attributes } = event
  for (const name of Object.keys(attributes)) {
    const pointer = `/attributes/${escapePointer(name)}`
    setMember(attributes, name, redactText(name, attributes[name] as string, pointer, redactor))
  }
  if (redactor.rule && event.status_detail !== '')
    event.status_detail = redactText('status_detail', event.status_detail, '/status_detail', redactor)
}

function asText(field: string, value: unknown): string {
  if (typeof value !== 'string') throw invalid(field, 'takes text')
  return value
}

function nonEmpty(field: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalid(field, 'takes text that is not empty')
  return value
}

/** Names the field, never its value: it may be what the event wants hidden. */
export const invalid = (field: string, what: string) => new TrailhouseError('EVENT_INVALID', `${field} ${what}`)
