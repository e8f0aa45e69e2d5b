import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseEnv, promisify } from 'node:util'
import { loadSettings } from '@trailhouse/runtime'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { settings as cliSettings } from '../../packages/cli/src/config.ts'
import { settings as normalizerSettings } from '../../services/normalizer/src/config.ts'
import { settings as sinkSettings } from '../../services/sink/src/config.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

type Service = { image?: string; command?: string[]; environment?: Record<string, string>; volumes?: string[] }
type Compose = { services: Record<string, Service> }
const compose = parse(readFileSync(`${root}/docker-compose.yml`, 'utf8'), { merge: true }) as Compose

/** What docker compose makes of `${NAME:?why}`. */
const resolve = (text: string, env: Record<string, string | undefined>) =>
  text.replace(/\$\{(\w+):\?[^}]*\}/g, (_, name: string) => {
    const value = env[name]
    if (value === undefined) throw new Error(`${name} is not in .env`)
    return value
  })

async function environmentOf(name: string): Promise<Record<string, string>> {
  const { stdout } = await run('node', ['infra/docker/env.mjs'], { cwd: root })
  const passwords = parseEnv(stdout)
  const environment = Object.entries(compose.services[name]?.environment ?? {})
  return Object.fromEntries(environment.map(([key, value]) => [key, resolve(String(value), passwords)]))
}

test('docker-compose.yml is valid by the Compose Specification schema', async () => {
  await run('dclint', ['--config', 'infra/docker/dclint.json', '--max-warnings', '0', 'docker-compose.yml'], {
    cwd: root,
  })
})

test.each([
  ['normalizer', normalizerSettings],
  ['sink', sinkSettings],
  ['setup', cliSettings],
])('the environment of %s is made of settings that it declares', async (name, settings) => {
  const environment = await environmentOf(name)
  expect(() => loadSettings(settings, environment)).not.toThrow()
})

test('each file that is mounted or started is in the repository', () => {
  for (const service of Object.values(compose.services)) {
    const mounted = (service.volumes ?? [])
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((path) => path.startsWith('.'))
    const started = (service.command ?? []).filter((word) => word.endsWith('.ts'))
    for (const path of [...mounted, ...started]) expect(existsSync(`${root}/${path}`), path).toBe(true)
  }
})

test('each password that ClickHouse takes is the hash of the one that a service gives', async () => {
  const clickhouse = await environmentOf('clickhouse')
  const xml = readFileSync(`${root}/infra/clickhouse/users.xml`, 'utf8')
  const wanted = [...xml.matchAll(/from_env="(\w+)"/g)].map((match) => match[1] ?? '')
  expect(Object.keys(clickhouse).sort()).toEqual([...new Set(wanted), 'CLICKHOUSE_SKIP_USER_SETUP'].sort())
})
