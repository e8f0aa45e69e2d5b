import type { ActorType, Outcome } from '@trailhouse/event'
import type { ActionCatalogue } from './actions.ts'

export type { ActorType, Outcome } from '@trailhouse/event'

/** Who acts. At least one of id, name and email, or the type `system`. */
export type Actor = {
  /** Stable id: what the order of events and every query by person goes by. */
  readonly id?: string | undefined
  /** Human (`user`) or automated (`service`, `system`). Default `unknown`. */
  readonly type?: ActorType | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly session_id?: string | undefined
  /** Id of the key, token or client. Never the secret itself. */
  readonly credential_id?: string | undefined
}

/** What is acted on. */
export type Target<Type extends string = string> = {
  readonly type?: Type | undefined
  readonly id: string
  readonly name?: string | undefined
}

export type AttributeValue = string | number | boolean | bigint | null | undefined

/**
 * What a context can hold and a call can say: the call's fields win over the context's. Names and meaning are those of the
 * canonical event; what is undefined or null counts as left out.
 */
export type ContextFields = {
  /** Default: the `tenant` of createAudit, else `default`. */
  readonly tenant_id?: string | undefined
  /** An id, or more about the actor. It is taken whole: two actors are never mixed. */
  readonly actor?: string | Actor | undefined
  /** Default: the `service` of createAudit. */
  readonly service?: string | undefined
  /** IPv4 or IPv6, never a host name. */
  readonly source_ip?: string | undefined
  /** 0 to 65535. */
  readonly source_port?: number | undefined
  readonly source_host?: string | undefined
  readonly destination_ip?: string | undefined
  readonly destination_port?: number | undefined
  readonly destination_host?: string | undefined
  readonly user_agent?: string | undefined
  readonly cloud_provider?: string | undefined
  readonly cloud_account?: string | undefined
  readonly cloud_region?: string | undefined
  readonly request_id?: string | undefined
  readonly trace_id?: string | undefined
  /** Merged with the outer context's, name by name. */
  readonly attributes?: Readonly<Record<string, AttributeValue>> | undefined
}

/** What one event says about itself. */
export type EventFields = ContextFields & {
  /** A UUID. Default: a new UUIDv7. Give that of a failed delivery to try it again. */
  readonly event_id?: string | undefined
  /** When it happened: a Date, or milliseconds since 1970-01-01 UTC. Default: the time of the call. */
  readonly event_time?: Date | number | undefined
  /** More things acted on, after the target. */
  readonly targets?: readonly Target[] | undefined
  /** Any value that JSON can hold: what was before a change, and what is after it. */
  readonly before?: unknown
  readonly after?: unknown
  /** Error code or reason of the outcome. */
  readonly status_code?: string | number | undefined
  readonly status_detail?: string | undefined
  /** OCSF numbers, where the action catalogue does not say. */
  readonly class_uid?: number | undefined
  readonly activity_id?: number | undefined
  readonly severity_id?: number | undefined
  /** Id of this event in another system. */
  readonly source_event_id?: string | undefined
}

export type ActionName<A extends ActionCatalogue> = keyof A & string

type TargetField<D> = D extends { readonly target: infer Type extends string }
  ? { readonly target: string | Target<Type> }
  : { readonly target?: Target | undefined }

/** What `record` takes for the action K. */
export type EventInput<A extends ActionCatalogue = ActionCatalogue, K extends ActionName<A> = ActionName<A>> = {
  readonly action: K
  /** Default `unknown`: say it wherever it is known. */
  readonly outcome?: Outcome | undefined
} & EventFields &
  TargetField<A[K]>

/** What `attempt` takes: outcome and status come from the work itself. The target can follow while it runs. */
export type AttemptFields<A extends ActionCatalogue = ActionCatalogue, K extends ActionName<A> = ActionName<A>> = Omit<
  EventFields,
  'event_id' | 'event_time' | 'status_code' | 'status_detail'
> &
  Partial<TargetField<A[K]>>
