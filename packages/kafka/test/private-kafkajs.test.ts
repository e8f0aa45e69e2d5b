import { createRequire } from 'node:module'
import { expect, onTestFinished, test } from 'vitest'
import { loadKafkajs } from '../src/kafkajs-modules/load.ts'
import { replaceRequestQueue } from '../src/kafkajs-modules/request-queue.ts'
import { connectKafka as connectProducer, openProducer } from '../src/producer-entry.ts'
import { testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { plainKafka } from './support/plain.ts'
import { proxiedClient } from './support/proxied.ts'

const require = createRequire(import.meta.url)

/** Counts the timers that are armed with a delay below 0, which Node turns into 1 ms, for as long as `work` runs. */
async function negativeTimers(work: () => Promise<void>): Promise<number> {
  const original = globalThis.setTimeout
  let count = 0
  const counting = (callback: () => void, ms?: number) => {
    if (ms !== undefined && ms < 0) count += 1
    return original(callback, ms)
  }
  globalThis.setTimeout = Object.assign(counting, original) as typeof setTimeout
  try {
    await work()
  } finally {
    globalThis.setTimeout = original
  }
  return count
}

test('a connection without waiting requests arms no timer, where kafkajs alone arms one for ever', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const ours = testClient().client.open('admin')
  const oursAdmin = ours.kafka.admin()
  const plainAdmin = plainKafka().admin()
  onTestFinished(async () => {
    await oursAdmin.disconnect()
    await plainAdmin.disconnect()
  })
  const ask = (each: typeof plainAdmin) => async () => {
    await each.connect()
    for (let count = 0; count < 20; count += 1) await each.fetchTopicOffsets(topic)
  }
  expect(await negativeTimers(ask(oursAdmin as typeof plainAdmin))).toBe(0)
  expect(await negativeTimers(ask(plainAdmin))).toBeGreaterThan(0)
})

test('the host`s own kafkajs is left as it was published', () => {
  testClient()
  const plain = require('kafkajs/src/network/requestQueue/index.js')
  const instance = loadKafkajs({ 'network/requestQueue/index.js': replaceRequestQueue })
  const replaced = instance('network/requestQueue/index.js')
  expect(replaced).not.toBe(plain)
  expect(instance('network/requestQueue/index.js')).toBe(replaced)
  expect(plain.prototype.scheduleCheckPendingRequests.toString()).toContain('CHECK_PENDING_REQUESTS_INTERVAL')
})

test('the entry for producers replaces nothing of the consumer, and what it sends can be read', async () => {
  const topic = await testTopic(await testAdmin())
  const { client } = testClient()
  const producing = connectProducer(client.settings)
  expect(producing.internal('consumer/batch.js')).toHaveProperty('name', 'Batch')
  expect(client.internal('consumer/batch.js')).toHaveProperty('name', 'VisibleBatch')
  const producer = await openProducer(producing, { compression: 'zstd' })
  onTestFinished(() => producer.close())
  await producer.send([{ topic, messages: [{ key: 'k', value: 'a' }] }])
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  await until(() => consumer.values().length === 1, 'the record')
})

type Connection = {
  connect(): Promise<boolean>
  isConnected(): boolean
  readonly socket: { emit(event: string): boolean }
}

/** Two connections' worth of one kafkajs connection, the first of which ends late: after the second was made. */
async function afterLateEnd(internal: (file: string) => unknown): Promise<boolean> {
  const { proxy, client } = await proxiedClient()
  const logger = { namespace: () => logger, debug: () => {}, error: () => {}, warn: () => {}, info: () => {} }
  const { factory } = client.client.open('admin').sockets
  const ConnectionClass = internal('network/connection.js') as new (options: object) => Connection
  const options = { host: '127.0.0.1', port: proxy.port, logger, socketFactory: factory, clientId: 'test' }
  const connection = new ConnectionClass({ ...options, connectionTimeout: 5_000, requestTimeout: 5_000 })
  await connection.connect()
  const former = connection.socket
  proxy.cut()
  await until(() => !connection.isConnected(), 'the loss')
  await connection.connect()
  former.emit('end')
  await new Promise((resolve) => setImmediate(resolve))
  const isConnected = connection.isConnected()
  proxy.cut()
  return isConnected
}

test('the late end of a lost socket does not close the connection that took its place, as in kafkajs alone', async () => {
  expect(await afterLateEnd(testClient().client.internal)).toBe(true)
  expect(await afterLateEnd(loadKafkajs({}))).toBe(false)
})

test('half a response of a lost socket does not shift the responses of the next one', async () => {
  const topic = await testTopic(await testAdmin())
  const { proxy, client } = await proxiedClient()
  const admin = client.client.open('admin').kafka.admin()
  onTestFinished(() => admin.disconnect())
  await admin.connect()
  await admin.fetchTopicOffsets(topic)
  const truncated = proxy.truncateNextResponse()
  await admin.fetchTopicOffsets(topic).catch(() => {})
  await truncated
  expect((await admin.fetchTopicOffsets(topic)).map(({ high }) => high)).toEqual(['0'])
})

test('a request to a broker that is not connected yet may be tried again', async () => {
  const { client } = testClient()
  const Broker = client.internal('broker/index.js') as new (
    options: object,
  ) => {
    heartbeat(request: object): Promise<unknown>
  }
  const logger = { namespace: () => ({}) }
  const broker = new Broker({ connectionPool: { host: '127.0.0.1', port: 9, connectionTimeout: 1 }, logger })
  await expect(broker.heartbeat({ groupId: 'g', groupGenerationId: 1, memberId: 'm' })).rejects.toMatchObject({
    name: 'KafkaJSConnectionClosedError',
    retriable: true,
  })
})
