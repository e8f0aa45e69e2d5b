import type { SettingsOf } from './setting.ts'
import { choice, flag, httpUrl, integer, list, optional, pem, text } from './setting.ts'

/** How any part of Trailhouse reaches Kafka. */
export const kafkaSettings = {
  kafkaBrokers: list({
    description: 'Kafka brokers to connect to first.',
    takes: 'one or more host:port, parted by commas',
    item: /^[^\s,:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/,
    default: '127.0.0.1:9092',
  }),
  kafkaTls: flag({ description: 'Connect to Kafka over TLS.', default: 'false' }),
  kafkaTlsCa: optional(pem({ description: "Certificates that a broker's must be signed by; else the system's." })),
  kafkaTlsCert: optional(pem({ description: 'Client certificate for mutual TLS.' })),
  kafkaTlsKey: optional(pem({ description: 'Private key of the client certificate.', secret: true })),
  kafkaSaslMechanism: optional(
    choice({ description: 'How to sign in to Kafka.', choices: ['plain', 'scram-sha-256', 'scram-sha-512'] }),
  ),
  kafkaSaslUsername: optional(text({ description: 'User for Kafka.' })),
  kafkaSaslPassword: optional(text({ description: 'Password of that user.', secret: true })),
  kafkaConnectionTimeoutMs: integer({
    description: 'Longest wait for a connection to a broker.',
    unit: 'ms',
    min: 100,
    max: 120_000,
    default: '10000',
  }),
  kafkaRequestTimeoutMs: integer({
    description: 'Longest wait for the answer to a request to a broker.',
    unit: 'ms',
    min: 1_000,
    max: 300_000,
    default: '30000',
  }),
}

/** How any part of Trailhouse reaches the schema registry. */
export const registrySettings = {
  registryUrl: httpUrl({
    description: "Confluent-compatible address of the schema registry; Apicurio's ends in /apis/ccompat/v7.",
    default: 'http://127.0.0.1:8081/apis/ccompat/v7',
  }),
  registryUsername: optional(text({ description: 'User for the registry.' })),
  registryPassword: optional(text({ description: 'Password of that user.', secret: true })),
  registryTlsCa: optional(
    pem({ description: "Certificates that the registry's must be signed by; else the system's." }),
  ),
  registryTimeoutMs: integer({
    description: 'Longest wait for an answer of the registry.',
    unit: 'ms',
    min: 100,
    max: 60_000,
    default: '5000',
  }),
}

/** How any part of Trailhouse reaches ClickHouse. */
export const clickhouseSettings = {
  clickhouseUrl: httpUrl({ description: 'ClickHouse, HTTP interface.', default: 'http://127.0.0.1:8123' }),
  clickhouseUsername: text({ description: 'User for ClickHouse.', default: 'default' }),
  clickhousePassword: optional(text({ description: 'Password of that user.', secret: true })),
  clickhouseDatabase: text({
    description: 'Database that holds the event table.',
    takes: 'an identifier: letters, digits and _',
    pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
    default: 'audit',
  }),
  clickhouseTlsCa: optional(
    pem({ description: "Certificates that ClickHouse's must be signed by; else the system's." }),
  ),
  clickhouseTlsCert: optional(pem({ description: 'Client certificate for mutual TLS.' })),
  clickhouseTlsKey: optional(pem({ description: 'Private key of the client certificate.', secret: true })),
  clickhouseRequestTimeoutMs: integer({
    description: 'Longest wait for the answer to a request, an insert included.',
    unit: 'ms',
    min: 1_000,
    max: 600_000,
    default: '30000',
  }),
}

/** What every long-running service takes. */
export const serviceSettings = {
  logLevel: choice({
    description: 'Least level that is logged.',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
    default: 'info',
  }),
  httpHost: text({
    description: 'Address on which /metrics and /health are served. Loopback unless you say otherwise.',
    default: '127.0.0.1',
  }),
}

/** The port on which a service serves /metrics and /health; 0 takes a free one and logs it (code HTTP_LISTENING). */
export function httpPort(port: number) {
  const description = 'Port on which /metrics and /health are served; 0 takes a free one.'
  return integer({ description, min: 0, max: 65_535, default: String(port) })
}

type TlsFiles = { ca?: string; cert?: string; key?: string }

/** @returns the settings in the shape that @trailhouse/kafka takes. */
export function kafkaFrom(settings: SettingsOf<typeof kafkaSettings>, clientId: string) {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = settings
  const tls = tlsFiles(settings.kafkaTlsCa, settings.kafkaTlsCert, settings.kafkaTlsKey)
  return {
    brokers: [...settings.kafkaBrokers],
    clientId,
    ...(settings.kafkaTls ? { ssl: tls } : {}),
    ...(mechanism && username && password ? { sasl: { mechanism, username, password } } : {}),
    connectionTimeoutMs: settings.kafkaConnectionTimeoutMs,
    requestTimeoutMs: settings.kafkaRequestTimeoutMs,
  }
}

/** @returns the settings in the shape that connectRegistry of @trailhouse/kafka takes. */
export function registryFrom(settings: SettingsOf<typeof registrySettings>) {
  const { registryUsername: username, registryPassword: password, registryTlsCa: ca } = settings
  return {
    url: settings.registryUrl,
    timeoutMs: settings.registryTimeoutMs,
    ...(username && password ? { auth: { username, password } } : {}),
    ...(ca ? { tls: { ca } } : {}),
  }
}

/** @returns the settings in the shape that @trailhouse/clickhouse takes. */
export function clickhouseFrom(settings: SettingsOf<typeof clickhouseSettings>) {
  const tls = tlsFiles(settings.clickhouseTlsCa, settings.clickhouseTlsCert, settings.clickhouseTlsKey)
  return {
    url: settings.clickhouseUrl,
    username: settings.clickhouseUsername,
    password: settings.clickhousePassword ?? '',
    database: settings.clickhouseDatabase,
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
    requestTimeoutMs: settings.clickhouseRequestTimeoutMs,
  }
}

function tlsFiles(ca?: string, cert?: string, key?: string): TlsFiles {
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) }
}

type AnyGroup = Partial<SettingsOf<typeof kafkaSettings & typeof registrySettings & typeof clickhouseSettings>>

/** What the connection settings must be together: for the `check` of loadSettings. */
export function checkConnections(settings: AnyGroup): string[] {
  const { kafkaTls, kafkaTlsCa, kafkaTlsCert, kafkaTlsKey } = settings
  const sasl = [settings.kafkaSaslMechanism, settings.kafkaSaslUsername, settings.kafkaSaslPassword]
  const pairs: [boolean, string][] = [
    [
      kafkaTls === false && !!(kafkaTlsCa || kafkaTlsCert || kafkaTlsKey),
      'TRAILHOUSE_KAFKA_TLS takes `true` where certificates are given',
    ],
    [
      !kafkaTlsCert !== !kafkaTlsKey,
      'TRAILHOUSE_KAFKA_TLS_CERT and TRAILHOUSE_KAFKA_TLS_KEY are given together or not at all',
    ],
    [
      new Set(sasl.map((value) => value === undefined)).size > 1,
      'TRAILHOUSE_KAFKA_SASL_MECHANISM, TRAILHOUSE_KAFKA_SASL_USERNAME and TRAILHOUSE_KAFKA_SASL_PASSWORD are given together or not at all',
    ],
    [
      !settings.registryUsername !== !settings.registryPassword,
      'TRAILHOUSE_REGISTRY_USERNAME and TRAILHOUSE_REGISTRY_PASSWORD are given together or not at all',
    ],
    [
      !settings.clickhouseTlsCert !== !settings.clickhouseTlsKey,
      'TRAILHOUSE_CLICKHOUSE_TLS_CERT and TRAILHOUSE_CLICKHOUSE_TLS_KEY are given together or not at all',
    ],
  ]
  return pairs.filter(([wrong]) => wrong).map(([, message]) => message)
}
