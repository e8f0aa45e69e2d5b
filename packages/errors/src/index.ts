/**
 * Every code that a TrailhouseError can carry: closed and stable. docs/errors.md says for each what it means and what
 * to do; a test compares the two lists.
 */
export const errorCodes = [
  // settings
  'SETTING_INVALID',
  'SETTING_UNKNOWN',
  // runtime
  'HTTP_LISTEN_FAILED',
  // kafka
  'OWNERSHIP_LOST',
  'OFFSET_GAP',
  'OFFSET_OUT_OF_RANGE',
  'TOPIC_REMADE',
  'BATCH_TOO_LARGE',
  'PRODUCER_FENCED',
  'TRANSACTION_UNKNOWN',
  'TRANSACTION_ABORTED',
  'TRANSACTION_TORN',
  'TRANSACTION_OPEN',
  'COMMIT_FAILED',
  'KAFKA_UNAVAILABLE',
  'DELIVERY_UNKNOWN',
  'MESSAGE_REFUSED',
  'TOPIC_UNKNOWN',
  'TOPIC_MISMATCH',
  'CONSUMER_FAILED',
  // registry
  'REGISTRY_UNAVAILABLE',
  'SCHEMA_UNKNOWN',
  'SCHEMA_INCOMPATIBLE',
  'WRITER_SCHEMA_NEWER',
  // event
  'ROWS_TRUNCATED',
  // clickhouse
  'CLICKHOUSE_EXCEPTION',
  'CLICKHOUSE_UNAVAILABLE',
  'MIGRATION_CHANGED',
  'MIGRATION_UNKNOWN',
  'MIGRATION_INVALID',
  'MIGRATION_LOCKED',
  // sink
  'ROWS_MISSING',
  // tlog
  'NOTE_INVALID',
  'NOTE_UNVERIFIED',
  'CHECKPOINT_INVALID',
  'CHECKPOINT_SUPERSEDED',
  'QUORUM_MISSING',
  'VERIFIER_KEY_INVALID',
  'SIGNING_KEY_INVALID',
  'SIGNING_KEY_EXPOSED',
  'ENTRY_INVALID',
  'PROOF_INVALID',
  'TILE_MISSING',
  'TILE_CHANGED',
  'WITNESS_REQUEST_INVALID',
  // SDK
  'EVENT_INVALID',
  'AUDIT_CLOSED',
  'BUFFER_FULL',
  'DELIVERY_FAILED',
  'DELIVERY_DELAYED',
  'SPOOL_LOCKED',
  'SPOOL_FAILED',
  'SPOOL_DAMAGED',
  // local stack
  'ALREADY_RUNNING',
  'ARTIFACT_CHECKSUM',
  'ARTIFACT_FETCH_FAILED',
  'DISK_FULL',
  'LOCAL_PART_FAILED',
  'PORT_IN_USE',
  'TOOLS_FETCH_FAILED',
  // datasets
  'DATASET_UNKNOWN',
  'MAPPING_INVALID',
  'INPUT_UNREADABLE',
  // cli
  'TOPICS_FILE_INVALID',
  'LETTER_UNKNOWN',
  'REPLAY_UNCONFIRMED',
  'REPLAY_TAKEN_OVER',
  'REPLAY_INCOMPLETE',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** An error with a stable code and a sentence that says what to do. `message` never holds a secret. */
export class TrailhouseError extends Error {
  override readonly name = 'TrailhouseError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** Why one record could not be processed: the `reason` header of its dead letter. Closed and stable, as above. */
export const reasonCodes = [
  'EMPTY_RECORD',
  'TOO_LARGE',
  'TOO_DEEP',
  'TOO_MANY_EVENTS',
  'UNKNOWN_DATASET',
  'MALFORMED',
  'MISSING_FIELD',
  'INVALID_FIELD',
  'INVALID_UTF8',
  'BAD_MAGIC',
  'UNKNOWN_SCHEMA',
  'TRUNCATED_BODY',
  'TRAILING_BYTES',
  'NOT_CANONICAL',
  'TENANT_NOT_ALLOWED',
  'REFUSED_BY_TABLE',
] as const

export type ReasonCode = (typeof reasonCodes)[number]

/** One record cannot be processed. It costs that record alone: the record becomes a dead letter with this reason. */
export class RecordError extends Error {
  override readonly name: string = 'RecordError'
  readonly reason: ReasonCode

  constructor(reason: ReasonCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.reason = reason
  }
}
