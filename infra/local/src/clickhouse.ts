import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { type Part, startPart } from './part.ts'
import { freePorts } from './ports.ts'

/** The users of infra/clickhouse/users.xml that have a password. */
export const clickhouseUsers = ['admin', 'sink', 'analyst', 'monitor'] as const
export type ClickHouseUser = (typeof clickhouseUsers)[number]
export type Passwords = Readonly<Record<ClickHouseUser, string>>

export type ClickHouseOptions = {
  dir: string
  ports?: { http: number; tcp: number }
  /** By default each user's password is its name: the server listens on 127.0.0.1 alone. */
  passwords?: Passwords
  /** The folder with config.xml and users.xml. */
  configDir?: string
  /** Settings of the server beyond config.xml, as `--name=value`. */
  settings?: readonly string[]
  /** Aborted while it starts: it is ended, and the start rejects. */
  signal?: AbortSignal | undefined
}

/** `userUrl` is the HTTP URL with a user's credentials in it; `address` is that of `admin`. */
export type ClickHousePart = Part & { userUrl(user: ClickHouseUser): string }

const samePasswords: Passwords = { admin: 'admin', sink: 'sink', analyst: 'analyst', monitor: 'monitor' }

const shippedConfig = resolve(import.meta.dirname, '../../clickhouse')
const serverProgram = join(import.meta.dirname, 'clickhouse-server.ts')

/** A real ClickHouse server on 127.0.0.1 with the shipped settings and users. */
export async function startClickHouse(options: ClickHouseOptions): Promise<ClickHousePart> {
  const { dir, passwords = samePasswords, configDir = shippedConfig, settings = [] } = options
  const { http, tcp } = options.ports ?? (await twoFreePorts())
  await mkdir(dir, { recursive: true })
  const url = (user: ClickHouseUser) => `http://${user}:${encodeURIComponent(passwords[user])}@127.0.0.1:${http}`
  const ping = `http://127.0.0.1:${http}/ping`
  const part = await startPart(
    {
      name: 'ClickHouse',
      command: process.execPath,
      args: [serverProgram, libchdb(), ...serverArguments({ dir, http, tcp, configDir }), ...settings],
      env: { ADMIN_URL: url('admin'), CLICKHOUSE_ALLOWED_NETWORK: '127.0.0.0/8', ...passwordHashes(passwords) },
      // System logs left by an earlier server do not fit the next one's, and it would not start.
      prepare: () => rm(join(dir, 'data', 'system'), { recursive: true, force: true }),
      ready: async () =>
        (await fetch(ping, { headers: { connection: 'close' }, signal: AbortSignal.timeout(2_000) })).ok,
      stopsByInput: true,
      signal: options.signal,
    },
    url('admin'),
  )
  return Object.assign(part, { userUrl: url })
}

async function twoFreePorts(): Promise<{ http: number; tcp: number }> {
  const [http = 0, tcp = 0] = await freePorts(2)
  return { http, tcp }
}

function serverArguments(server: { dir: string; http: number; tcp: number; configDir: string }): string[] {
  return [
    `--path=${server.dir}`,
    `--http_port=${server.http}`,
    `--tcp_port=${server.tcp}`,
    '--listen_host=127.0.0.1',
    `--config-file=${join(server.configDir, 'config.xml')}`,
    `--logger.log=${join(server.dir, 'clickhouse.log')}`,
  ]
}

function passwordHashes(passwords: Passwords): Record<string, string> {
  const hashed = clickhouseUsers.map((user) => [
    `CLICKHOUSE_${user.toUpperCase()}_PASSWORD_SHA256`,
    createHash('sha256').update(passwords[user]).digest('hex'),
  ])
  return Object.fromEntries(hashed)
}

/** The shared library in the npm package of this platform, without loading chdb's own binding. */
function libchdb(): string {
  const abi = process.platform === 'linux' ? '-gnu' : ''
  const name = `@chdb/lib-${process.platform}-${process.arch}${abi}`
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'libchdb.so')
}
