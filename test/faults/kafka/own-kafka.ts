import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, startKafka } from '@trailhouse/local'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'
import type { Trial } from '../framework/scenario.ts'

export type OwnKafka = {
  /** Straight to the broker. */
  readonly address: string
  /** Another listener of the same broker, which advertises the proxy's address: whoever connects there stays behind it. */
  readonly proxy: TcpProxy
  /** SIGKILL, and its end. */
  kill(): Promise<void>
  /** On the same ports and data. */
  start(): Promise<void>
}

/** A broker that the trial may end, and a wire to it that the trial may disturb. */
export async function ownKafka(trial: Trial): Promise<OwnKafka> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-kafka-'))
  trial.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
  const [broker = 0, controller = 0, behind = 0] = await freePorts(3)
  const proxy = await startTcpProxy(`127.0.0.1:${behind}`)
  trial.defer(() => proxy.close())
  const config = {
    listeners: `PLAINTEXT://127.0.0.1:${broker},PROXIED://127.0.0.1:${behind},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${broker},PROXIED://${proxy.address}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT',
  }
  const part = await startKafka({ dir, ports: { broker, controller }, config })
  trial.defer(() => part.kill('SIGKILL'))
  return { address: part.address, proxy, kill: () => part.kill('SIGKILL'), start: () => part.restart() }
}

/** API keys of https://kafka.apache.org/protocol#protocol_api_keys */
export const apis = { produce: 0, fetch: 1, offsetCommit: 8, heartbeat: 12, txnOffsetCommit: 28, endTxn: 26 } as const

/** Matches the first bytes of a request: its length, then the API's key. */
export const requestOf = (api: keyof typeof apis) => (request: Buffer) =>
  request.length >= 6 && request.readInt16BE(4) === apis[api]
