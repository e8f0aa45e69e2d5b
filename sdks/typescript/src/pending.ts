import type { DeliveryError } from './errors.ts'

export type OutboxLimits = {
  /** Events and bytes that are buffered or under way. */
  readonly maxEvents: number
  readonly maxBytes: number
  readonly whenFull: 'reject' | 'wait'
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
}

/** Heap around an event's bytes, its promise above all: 700 B an event as measured over 50,000 of them. */
const OVERHEAD = 700

export const sizeOf = ({ value, key }: Pending) => value.length + key.length + OVERHEAD
/** With the greatest length of a record's own fields (KIP-98). */
export const wireSizeOf = ({ value, key }: Pending) => value.length + key.length + 40
