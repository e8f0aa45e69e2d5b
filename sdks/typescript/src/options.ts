import { TrailhouseError } from '@trailhouse/errors'
import type { KafkaSettings, RegistrySettings } from '@trailhouse/kafka/producer'
import type { ActionCatalogue } from './actions.ts'
import type { DeliveryError } from './errors.ts'
import type { RedactionOptions } from './redact.ts'
import type { Fsync } from './spool/writer.ts'

export type AuditOptions<A extends ActionCatalogue = ActionCatalogue> = {
  /** Name of the service that emits: the event's `service`. */
  readonly service: string
  /** host:port of at least one Kafka broker. */
  readonly brokers: readonly string[]
  /** URL of the Confluent-compatible API, up to and without /subjects, or more about it. */
  readonly registry: string | RegistrySettings
  /** PEM texts, not file names. `true`: TLS with the system's trusted authorities. */
  readonly ssl?: KafkaSettings['ssl']
  readonly sasl?: KafkaSettings['sasl']
  /** The actions of defineActions. Without them any action is taken, as API Activity. */
  readonly actions?: A
  /** Tenant of events that name none. Default `default`. */
  readonly tenant?: string
  readonly redact?: RedactionOptions
  /** Default `audit.events`. The schema is looked up under `<topic>-value`. */
  readonly topic?: string
  /** Kafka's client.id. Default `trailhouse-sdk`. */
  readonly clientId?: string
  /** Advertised host:port -> the one to connect to, where brokers are reached through a forwarded port. */
  readonly addressMap?: KafkaSettings['addressMap']
  /**
   * Longest time from the call of record() until its promise settles, in ms. Half of it may pass before the event is
   * handed to Kafka, half of it until Kafka answers. 1,000 to 600,000, default 60,000.
   */
  readonly deliveryTimeoutMs?: number
  readonly buffer?: BufferOptions
  readonly batch?: BatchOptions
  /** Keeps events on disk until Kafka has acknowledged them, over a crash of the process. Default: none. */
  readonly spool?: SpoolOptions
  /** Greatest encoded size of one event in bytes. 1,024 to 900,000, default 900,000: Kafka's default takes 1 MiB. */
  readonly maxEventBytes?: number
  /**
   * What `attempt` does when the work was done and its event was not recorded. `throw` (default): rejects with an
   * UnrecordedError that carries the result. `report`: resolves with the result, and only `onError` is told.
   */
  readonly whenUnrecorded?: 'throw' | 'report'
  /**
   * Told of every event that was accepted and not acknowledged. With it a promise of record() that nobody awaits does
   * not end the process as an unhandled rejection.
   */
  readonly onError?: (error: DeliveryError | TrailhouseError) => void
  /** Told of each event that was shed: by its action's policy, because the spool was full. */
  readonly onShed?: (shed: ShedEvent) => void
  /** For development only: registers the schema where it is missing. Deployments register it themselves. */
  readonly registerSchema?: boolean
}

export type BufferOptions = {
  /** Events not yet acknowledged. Default 50,000. */
  readonly maxEvents?: number
  /** Their bytes, with 700 B an event for what surrounds it. Default 64 MiB. */
  readonly maxBytes?: number
  /** Past either bound: `reject` with BUFFER_FULL (default), or `wait` for room. */
  readonly whenFull?: 'reject' | 'wait'
  /** Events that may wait at once; one more is rejected with BUFFER_FULL. Default 100,000. */
  readonly maxWaitingEvents?: number
  /** Default 128 MiB. */
  readonly maxWaitingBytes?: number
}

export type BatchOptions = {
  /** Longest wait of an event for others, in ms. 0 to 1,000, default 2. Under load batches fill while one is under way. */
  readonly lingerMs?: number
  /** Events of one send. 1 to 10,000, default 2,000. */
  readonly maxEvents?: number
  /** Bytes of one send. Default and greatest 900 KiB: a broker refuses batches above 1 MiB by default. */
  readonly maxBytes?: number
  /**
   * Default `none`: for an event of 1.2 KB zstd cost 16% to 31% more CPU (26 us instead of 23, mostly on other threads
   * than the main one) and sent a tenth of the bytes, at the same rate (bench/record.ts, both in turn). Take it where
   * network or Kafka's disks are dear.
   */
  readonly compression?: 'none' | 'gzip' | 'zstd'
}

export type SpoolOptions = {
  /** A folder on a local disk, made where it is missing; of one process at a time. */
  readonly dir: string
  /** Of its files. 1 MiB to 64 GiB, default 256 MiB. */
  readonly maxBytes?: number
  /**
   * `batch` (default): events count as spooled after an fdatasync, which all share that were recorded while the one before
   * was under way; they outlast a power cut. `none`: the system writes when it likes; they outlast a kill -9 of the process.
   */
  readonly fsync?: Fsync
  /** What resolves record(): `kafka` (default), or `spool`, once the event is on disk. */
  readonly acknowledge?: 'kafka' | 'spool'
}

export type ShedEvent = {
  readonly event_id: string
  readonly event_time: Date
  readonly action: string
  readonly producer_seq: number
}

export type Settings = ReturnType<typeof readOptions>

const MIB = 1_024 * 1_024
const MAX_BATCH_BYTES = 900 * 1_024

/**
 * The options with their defaults.
 *
 * @throws TrailhouseError SETTING_INVALID, naming the option and what it takes
 */
export function readOptions(options: AuditOptions) {
  if (typeof options !== 'object' || options === null) throw invalid('createAudit', 'takes an object')
  for (const name of Object.keys(options)) if (!optionNames.has(name)) throw invalid(name, 'is not an option')
  const { brokers, registry, buffer = {}, batch = {} } = options
  if (!Array.isArray(brokers) || brokers.length === 0 || !brokers.every(isAddress))
    throw invalid('brokers', 'takes a list of host:port')
  const maxEventBytes = integer('maxEventBytes', options.maxEventBytes, 900_000, 1_024, 900_000)
  const topic = text('topic', options.topic, 'audit.events')
  return {
    service: text('service', options.service),
    tenant: text('tenant', options.tenant, 'default'),
    topic,
    subject: `${topic}-value`,
    kafka: kafkaSettings(options),
    registry: registrySettings(registry),
    deliveryTimeoutMs: integer('deliveryTimeoutMs', options.deliveryTimeoutMs, 60_000, 1_000, 600_000),
    maxEventBytes,
    whenUnrecorded: choice('whenUnrecorded', options.whenUnrecorded, ['throw', 'report']),
    registerSchema: options.registerSchema === true,
    compression: choice('batch.compression', batch.compression, ['none', 'gzip', 'zstd']),
    spool: options.spool && spoolSettings(options.spool),
    whenFull: choice('buffer.whenFull', buffer.whenFull, ['reject', 'wait']),
    limits: {
      maxEvents: integer('buffer.maxEvents', buffer.maxEvents, 50_000, 1, 10_000_000),
      maxBytes: integer('buffer.maxBytes', buffer.maxBytes, 64 * MIB, 1_024, 4_096 * MIB),
      maxWaitingEvents: integer('buffer.maxWaitingEvents', buffer.maxWaitingEvents, 100_000, 0, 10_000_000),
      maxWaitingBytes: integer('buffer.maxWaitingBytes', buffer.maxWaitingBytes, 128 * MIB, 0, 4_096 * MIB),
      lingerMs: integer('batch.lingerMs', batch.lingerMs, 2, 0, 1_000),
      batchEvents: integer('batch.maxEvents', batch.maxEvents, 2_000, 1, 10_000),
      batchBytes: integer('batch.maxBytes', batch.maxBytes, MAX_BATCH_BYTES, 1_024, MAX_BATCH_BYTES),
    },
  }
}

const optionNames = new Set([
  ...[
    'service',
    'brokers',
    'registry',
    'ssl',
    'sasl',
    'actions',
    'tenant',
    'redact',
    'topic',
    'clientId',
    'addressMap',
  ],
  ...[
    'deliveryTimeoutMs',
    'buffer',
    'batch',
    'maxEventBytes',
    'spool',
    'whenUnrecorded',
    'onError',
    'onShed',
    'registerSchema',
  ],
])

function kafkaSettings({ brokers, clientId, ssl, sasl, addressMap, deliveryTimeoutMs }: AuditOptions): KafkaSettings {
  return {
    brokers,
    clientId: text('clientId', clientId, 'trailhouse-sdk'),
    ...(ssl ? { ssl } : {}),
    ...(sasl ? { sasl } : {}),
    ...(addressMap ? { addressMap } : {}),
    // Of two attempts within the time of one send the second can still succeed.
    requestTimeoutMs: Math.min(15_000, (deliveryTimeoutMs ?? 60_000) / 4),
  }
}

function spoolSettings({ dir, maxBytes, fsync, acknowledge }: SpoolOptions) {
  return {
    dir: text('spool.dir', dir),
    maxBytes: integer('spool.maxBytes', maxBytes, 256 * MIB, MIB, 65_536 * MIB),
    fsync: choice('spool.fsync', fsync, ['batch', 'none']),
    acknowledge: choice('spool.acknowledge', acknowledge, ['kafka', 'spool']),
  }
}

function registrySettings(registry: string | RegistrySettings): RegistrySettings {
  const settings = typeof registry === 'string' ? { url: registry } : registry
  if (typeof settings !== 'object' || settings === null || !URL.canParse(settings.url))
    throw invalid('registry', 'takes an http or https URL')
  return settings
}

const isAddress = (broker: unknown) => typeof broker === 'string' && /^.+:\d{1,5}$/.test(broker)

function text(name: string, value: unknown, fallback?: string): string {
  const taken = value ?? fallback
  if (typeof taken !== 'string' || taken === '') throw invalid(name, 'takes text that is not empty')
  return taken
}

function integer(name: string, value: number | undefined, fallback: number, min: number, max: number): number {
  const taken = value ?? fallback
  if (!Number.isInteger(taken) || taken < min || taken > max)
    throw invalid(name, `takes an integer from ${min} to ${max}`)
  return taken
}

/** The first is the default. */
function choice<T extends string>(name: string, value: T | undefined, choices: readonly [T, ...T[]]): T {
  const taken = value ?? choices[0]
  if (!choices.includes(taken)) throw invalid(name, `takes ${choices.join(' or ')}`)
  return taken
}

const invalid = (name: string, what: string) => new TrailhouseError('SETTING_INVALID', `${name} ${what}`)
