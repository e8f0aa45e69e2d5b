import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ClickHousePart, freePorts, type Passwords, startClickHouse } from '@trailhouse/local'
import type { Trial } from '../framework/scenario.ts'

type Otherwise = {
  readonly passwords?: Passwords
  /** In XML, beyond those of infra/clickhouse/config.xml. */
  readonly settings?: string
  /** In XML, in the profile of every user. */
  readonly profile?: string
}

export type OwnClickHouse = {
  readonly address: string
  readonly data: string
  kill(): Promise<void>
  stop(): Promise<void>
  /** On the same port and data, with other options where given. */
  start(options?: Otherwise): Promise<void>
}

const shipped = fileURLToPath(new URL('../../../infra/clickhouse', import.meta.url))

/** A server that the trial may end. */
export async function ownClickHouse(trial: Trial, from: Otherwise = {}): Promise<OwnClickHouse> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-clickhouse-'))
  trial.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
  const [http = 0, tcp = 0] = await freePorts(2)
  const data = join(dir, 'server')
  const configDir = join(dir, 'config')
  const launch = async ({ passwords, ...xml }: Otherwise = {}) => {
    await configure(configDir, xml)
    return startClickHouse({ dir: data, ports: { http, tcp }, configDir, ...(passwords ? { passwords } : {}) })
  }
  let part: ClickHousePart = await launch(from)
  trial.defer(() => part.kill('SIGKILL'))
  return {
    address: part.address,
    data,
    kill: () => part.kill('SIGKILL'),
    stop: () => part.stop(),
    start: async (options) => {
      await part.stop()
      part = await launch(options)
    },
  }
}

async function configure(configDir: string, { settings = '', profile = '' }: Otherwise): Promise<void> {
  await cp(shipped, configDir, { recursive: true })
  await insertBefore('</clickhouse>', settings, join(configDir, 'config.xml'))
  await insertBefore('</default>', profile, join(configDir, 'users.xml'))
}

async function insertBefore(end: string, xml: string, file: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(end, `${xml}${end}`))
}
