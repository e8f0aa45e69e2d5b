import type { Passwords } from '../src/clickhouse.ts'
import type { LocalSettings } from '../src/settings.ts'

/** How to ask further questions; each line can be pasted into a shell of this checkout. */
export function connectLines(local: LocalSettings, passwords: Passwords, envFile: string): string {
  const url = `http://127.0.0.1:${local.localClickhousePort}`
  const sql = 'SELECT count() FROM audit.events'
  return `
How to connect
  ClickHouse   ${url}   user analyst   password ${passwords.analyst}
  Kafka        127.0.0.1:${local.localKafkaPort}
  Registry     http://127.0.0.1:${local.localRegistryPort}/apis/ccompat/v7

  curl -u analyst:${passwords.analyst} ${url} -d '${sql}'
  TRAILHOUSE_CONFIG_FILE=${envFile} npx trailhouse sql '${sql}'
  TRAILHOUSE_CONFIG_FILE=${envFile} npx trailhouse status

Running until Ctrl-C. The data stays; npm run reset removes it.
`
}
