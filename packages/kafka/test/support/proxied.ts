import { inject, onTestFinished } from 'vitest'
import { startTcpProxy } from '../../../../test/support/tcp-proxy.ts'
import type { KafkaSettings } from '../../src/index.ts'
import { testClient } from './kafka.ts'

/** A client that reaches the broker through a proxy alone. */
export async function proxiedClient(extra: Partial<KafkaSettings> = {}) {
  const proxy = await startTcpProxy(inject('kafka'))
  onTestFinished(() => proxy.close())
  const addressMap = { [inject('kafka')]: proxy.address }
  return { proxy, client: testClient({ brokers: [proxy.address], addressMap, requestTimeoutMs: 2_000, ...extra }) }
}

/** API keys of https://kafka.apache.org/protocol#protocol_api_keys */
export const apiKeys = {
  produce: 0,
  fetch: 1,
  metadata: 3,
  offsetCommit: 8,
  offsetFetch: 9,
  findCoordinator: 10,
  joinGroup: 11,
  heartbeat: 12,
  syncGroup: 14,
  apiVersions: 18,
  endTxn: 26,
  txnOffsetCommit: 28,
} as const

/** Matches requests of one API: the key follows the request's length. */
export const requestOf = (api: keyof typeof apiKeys) => (request: Buffer) =>
  request.length >= 6 && request.readInt16BE(4) === apiKeys[api]
