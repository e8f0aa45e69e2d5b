import type { KafkaConfig, logCreator as LogCreator, logLevel as LogLevel } from 'kafkajs'
import type { Kafkajs } from './kafkajs-modules/internals.ts'
import { Sockets } from './sockets.ts'
import type { ClientKind, KafkaEvent, KafkaSettings } from './types.ts'

export type KafkaClient = {
  readonly settings: KafkaSettings
  readonly onEvent: (event: KafkaEvent) => void
  /** A kafkajs client of its own: producers and consumers of one client would share their committed offsets. */
  readonly open: (kind: ClientKind, options?: OpenOptions) => OpenedKafka
  readonly kafkajs: Kafkajs
  /** Any module of the private kafkajs, by its path beneath src. */
  readonly internal: (file: string) => unknown
}

export type OpenedKafka = { readonly kafka: InstanceType<Kafkajs['Kafka']>; readonly sockets: Sockets }
export type OpenOptions = { readonly retry?: KafkaConfig['retry']; readonly onLog?: () => void }
export type ClientOptions = { readonly onEvent?: (event: KafkaEvent) => void }

/** Short waits: a local broker answers in a millisecond, and every loop above this one backs off by itself. */
const defaultRetry = { initialRetryTime: 50, maxRetryTime: 1_000, retries: 5 }

/** No I/O. `load` chooses which modules of kafkajs are replaced. */
export function makeClient(
  settings: KafkaSettings,
  load: () => (file: string) => unknown,
  options: ClientOptions = {},
): KafkaClient {
  const internal = load()
  const kafkajs = internal('../index.js') as Kafkajs
  const onEvent = options.onEvent ?? (() => {})
  const open = (kind: ClientKind, { retry = defaultRetry, onLog = () => {} }: OpenOptions = {}): OpenedKafka => {
    const sockets = new Sockets(settings.addressMap)
    const kafka = new kafkajs.Kafka({
      ...connectionConfig(settings),
      retry,
      socketFactory: sockets.factory,
      logLevel: kafkajs.logLevel.WARN,
      logCreator: logTo(kind, onEvent, onLog),
    })
    return { kafka, sockets }
  }
  return { settings, onEvent, open, kafkajs, internal }
}

function connectionConfig(settings: KafkaSettings): KafkaConfig {
  return {
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: settings.connectionTimeoutMs ?? 5_000,
    requestTimeout: settings.requestTimeoutMs ?? 15_000,
    authenticationTimeout: settings.requestTimeoutMs ?? 15_000,
    ...(settings.ssl ? { ssl: settings.ssl === true ? true : { ...settings.ssl } } : {}),
    ...(settings.sasl ? { sasl: settings.sasl as NonNullable<KafkaConfig['sasl']> } : {}),
  } as KafkaConfig
}

function logTo(client: ClientKind, onEvent: (event: KafkaEvent) => void, onLog: () => void): LogCreator {
  return () =>
    ({ level, namespace, log }) => {
      onLog()
      const detail = typeof log['error'] === 'string' ? `: ${log['error']}` : ''
      const error: LogLevel = 1
      onEvent({
        type: 'client-log',
        client,
        level: level === error ? 'error' : 'warn',
        message: `${namespace}: ${log.message}${detail}`,
      })
    }
}
