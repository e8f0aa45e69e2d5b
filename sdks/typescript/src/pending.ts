import type { DeliveryCode, DeliveryError, EventReference } from './errors.ts'

/** What becomes of an event that finds no room. `shed`: it is lost, counted and told. */
export type WhenFull = 'reject' | 'wait' | 'shed'

export type OutboxLimits = {
  /** Events and bytes that are buffered or under way. */
  readonly maxEvents: number
  readonly maxBytes: number
  /** Beyond the buffer, where events wait for room. */
  readonly maxWaitingEvents: number
  readonly maxWaitingBytes: number
  /** Longest time from the call until the event is handed to Kafka. */
  readonly queueMs: number
  readonly lingerMs: number
  readonly batchEvents: number
  readonly batchBytes: number
}

/** An event on its way. */
export type Pending = {
  readonly event_id: string
  readonly event_time: number
  readonly key: string
  readonly value: Buffer
  readonly promise: Promise<Receipt>
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: DeliveryError) => void
  /** Milliseconds of performance.now(). */
  readonly addedAt: number
  settled: boolean
}

export type Receipt = {
  readonly event_id: string
  readonly producer_id: string
  readonly producer_seq: number
  /** The spool was full, and the action's policy is `shed`: the event is lost, and its number is a gap. */
  readonly shed?: true
}

/** What became of one event of a batch. */
export type Verdict =
  | { readonly status: 'acknowledged' }
  | { readonly status: 'failed' | 'unknown'; readonly cause: unknown }

export interface Delivery {
  /** Makes sending possible. Rejects when it is not for now. */
  prepare(): Promise<void>
  /** Numbers the batch from `firstSeq` on. One verdict an event; a rejection leaves all of them in doubt. */
  send(batch: readonly Pending[], firstSeq: number): Promise<readonly Verdict[]>
}

export type Counts = {
  acknowledged: number
  failed: number
  unknown: number
  buffer_full: number
  delayed: number
  shed: number
}

export const noCounts = (): Counts => ({
  ...{ acknowledged: 0, failed: 0, unknown: 0, buffer_full: 0, delayed: 0, shed: 0 },
})

/** Where a rejection is counted. */
export const countOf = {
  ...{ BUFFER_FULL: 'buffer_full', DELIVERY_FAILED: 'failed', DELIVERY_UNKNOWN: 'unknown' },
  ...{ DELIVERY_DELAYED: 'delayed', SPOOL_FAILED: 'failed' },
} as const satisfies Record<DeliveryCode, keyof Counts>

type Size = { readonly events: number; readonly bytes: number }

/** Holds events between the call and Kafka's answer. */
export interface EventOutbox {
  readonly counts: Counts
  readonly lastAssignedSeq: number
  readonly lastAcknowledgedSeq: number
  readonly size: { readonly buffered: Size; readonly waiting: Size }
  /** Settles once the event's fate is known. Rejects with a DeliveryError. */
  add(event: EventReference, key: string, value: Buffer, whenFull: WhenFull): Promise<Receipt>
  /** Resolves when every event added before has settled. */
  flush(): Promise<void>
  /** Resolves when there is nothing left to send. */
  drain(): Promise<void>
  unsettled(): Promise<Receipt>[]
  /** Gives up what was not handed to Kafka; what is under way is settled by its verdict, or by `abandon`. */
  stop(): void
  /** Once the delivery has ended. Returns how many events a spool keeps for the next start. */
  end(): Promise<number>
  /** Settles whatever is left. */
  abandon(): void
  /** At the end of the process, where nothing can be awaited: the events that are lost with it. */
  exit(): readonly EventReference[]
}

/** Heap around an event's bytes, its promise above all: 700 B an event as measured over 50,000 of them. */
const OVERHEAD = 700

export const sizeOf = ({ value, key }: Pending) => value.length + key.length + OVERHEAD
/** With the greatest length of a record's own fields (KIP-98). */
export const wireSizeOf = ({ value, key }: Pending) => value.length + key.length + 40
