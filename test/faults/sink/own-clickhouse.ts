import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouseOptions, type ClickHousePart, freePorts, startClickHouse } from '@trailhouse/local'
import type { Trial } from '../framework/scenario.ts'

export type OwnClickHouse = {
  readonly address: string
  readonly dir: string
  kill(): Promise<void>
  stop(): Promise<void>
  /** On the same port and data, with other options where given. */
  start(options?: Pick<ClickHouseOptions, 'passwords' | 'settings'>): Promise<void>
}

/** A server that the trial may end. */
export async function ownClickHouse(trial: Trial): Promise<OwnClickHouse> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-clickhouse-'))
  trial.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
  const [http = 0, tcp = 0] = await freePorts(2)
  let part: ClickHousePart = await startClickHouse({ dir, ports: { http, tcp } })
  trial.defer(() => part.kill('SIGKILL'))
  return {
    address: part.address,
    dir,
    kill: () => part.kill('SIGKILL'),
    stop: () => part.stop(),
    start: async (options = {}) => {
      await part.stop()
      part = await startClickHouse({ dir, ports: { http, tcp }, ...options })
    },
  }
}
