import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'

export type ClickHouseSettings = {
  /** Address of the HTTP interface, `http://host:8123` or `https://host:8443`. */
  readonly url: string
  readonly username: string
  readonly password: string
  readonly database: string
  /** PEM texts. Without `ca` the system's certificates are trusted. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  /** The longest time from the start of a request to the end of its answer, in milliseconds. */
  readonly requestTimeoutMs: number
}

export type ClickHouse = {
  readonly settings: ClickHouseSettings
  readonly client: ClickHouseClient
  readonly database: string
  readonly requestTimeoutMs: number
  close(): Promise<void>
}

/** Makes a client; nothing is sent yet. */
export function connectClickHouse(settings: ClickHouseSettings): ClickHouse {
  const { url, username, password, database, requestTimeoutMs } = settings
  const client = createClient({
    url,
    username,
    password,
    application: 'trailhouse',
    request_timeout: requestTimeoutMs,
    // The query that holds the lock of `migrate` tells its progress in headers for as long as it runs.
    max_response_headers_size: 1024 * 1024,
    // Whoever catches an error logs it, once, with its code.
    log: { level: ClickHouseLogLevel.OFF },
    // A socket that the server is about to close takes the request with it (ECONNRESET). The server keeps an idle one
    // for 10 s (`keep_alive_timeout`), so ours are dropped well before, by age too where timers run late.
    keep_alive: { enabled: true, idle_socket_ttl: 2_500, eagerly_destroy_stale_sockets: true },
    ...tlsOptions(settings),
  })
  return { settings, client, database, requestTimeoutMs, close: () => client.close() }
}

function tlsOptions({ url, tls }: ClickHouseSettings) {
  if (tls === undefined || new URL(url).protocol !== 'https:') return {}
  const { ca, cert, key } = tls
  if (ca === undefined) return {}
  const ca_cert = Buffer.from(ca)
  return { tls: cert && key ? { ca_cert, cert: Buffer.from(cert), key: Buffer.from(key) } : { ca_cert } }
}
