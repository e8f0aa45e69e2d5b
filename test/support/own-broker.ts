import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafka } from '@trailhouse/local'

export type OwnBroker = { readonly address: string; end(): Promise<void> }

/** A broker with settings that others cannot share, in a temporary folder that goes with it. */
export async function ownBroker(config: Readonly<Record<string, string>>): Promise<OwnBroker> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-kafka-'))
  const kafka = await startKafka({ dir, config })
  const end = async () => {
    await kafka.kill('SIGKILL')
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  }
  return { address: kafka.address, end }
}
