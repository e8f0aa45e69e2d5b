import { Kafka, logLevel } from 'kafkajs'
import { expect, inject, onTestFinished, test } from 'vitest'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { MessageRefusedError, openProducer, type ProducerOptions } from '../src/index.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { proxiedClient, requestOf } from './support/proxied.ts'

async function proxiedProducer(options: ProducerOptions = {}) {
  const { proxy, client } = await proxiedClient()
  const producer = await openProducer(client.client, options)
  onTestFinished(() => producer.close(0))
  return { proxy, producer, events: client.events }
}

async function valuesIn(topic: string, count: number): Promise<string[]> {
  const consumer = await testConsumer({ topics: [topic], groupId: `${topic}-${Math.random()}` })
  await until(() => consumer.values().length >= count, `${count} records`)
  return consumer.values()
}

const one = (topic: string, value: string, partition = 0) => [{ topic, messages: [{ value, partition }] }]

test('sends that are called at once stay in order, and a cut response loses and doubles nothing', async () => {
  const topic = await testTopic(await testAdmin())
  const { proxy, producer, events } = await proxiedProducer()
  await producer.send(one(topic, 'start'))
  const cut = proxy.cutNextResponse(requestOf('produce'))
  const sent = range(20).map((n) => producer.send(one(topic, String(n))))
  const offsets = (await Promise.all(sent)).map(([batch]) => batch?.baseOffset)
  await cut
  expect(offsets).toEqual(range(20, 1))
  expect(events.some(({ type }) => type === 'retry')).toBe(true)
  await producer.send(one(topic, 'end'))
  expect(await valuesIn(topic, 22)).toEqual(['start', ...range(20).map(String), 'end'])
})

test('kafkajs alone fulfils concurrent sends of one idempotent producer that it lost', async () => {
  const topic = await testTopic(await testAdmin())
  const proxy = await startTcpProxy(inject('kafka'))
  onTestFinished(() => proxy.close())
  const socketFactory = testClient({ addressMap: { [inject('kafka')]: proxy.address } }).client.open('producer').sockets
    .factory
  const retry = { initialRetryTime: 50, retries: 20 }
  const kafka = new Kafka({ brokers: [proxy.address], logLevel: logLevel.NOTHING, socketFactory, retry } as never)
  const producer = kafka.producer({ idempotent: true })
  onTestFinished(() => producer.disconnect())
  await producer.connect()
  const send = (value: string) => producer.send({ topic, messages: [{ value, partition: 0 }] })
  await send('start')
  const cut = proxy.cutNextResponse(requestOf('produce'))
  await Promise.all(['a', 'b', 'c', 'd'].map(send))
  await cut
  await send('end')
  const stored = await valuesIn(topic, 3)
  expect(stored).not.toEqual(['start', 'a', 'b', 'c', 'd', 'end'])
})

test('a send over several partitions whose answer is cut is stored once on each', async () => {
  const topic = await testTopic(await testAdmin(), 3)
  const { proxy, producer } = await proxiedProducer()
  await producer.send([{ topic, messages: [{ value: 'start' }] }])
  const cut = proxy.cutNextResponse(requestOf('produce'))
  // No key and no partition: a retry that chose partitions anew would store some of them twice.
  await producer.send([{ topic, messages: range(30).map((n) => ({ value: String(n) })) }])
  await cut
  await producer.send([{ topic, messages: [{ value: 'end' }] }])
  expect((await valuesIn(topic, 32)).sort()).toEqual(['start', 'end', ...range(30).map(String)].sort())
})

test('a batch that the broker refuses is named, what went with it is stored, and the producer goes on', async () => {
  const topic = await testTopic(await testAdmin(), 3, { 'max.message.bytes': '2000' })
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const messages = [
    { value: 'small', partition: 0 },
    { value: 'x'.repeat(5_000), partition: 1 },
    { value: 'small', partition: 2 },
  ]
  const refusal = await producer.send([{ topic, messages }]).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(MessageRefusedError)
  const { code, refused, stored } = refusal as MessageRefusedError
  expect({ code, refused }).toEqual({ code: 'MESSAGE_REFUSED', refused: [{ topic, partition: 1 }] })
  expect(stored.map(({ partition }) => partition).sort()).toEqual([0, 2])
  for (const partition of range(3)) await producer.send(one(topic, 'next', partition))
  expect((await valuesIn(topic, 5)).sort()).toEqual(['next', 'next', 'next', 'small', 'small'])
})

test('what was never sent in the time allowed is told as unavailable, what may be stored as unknown', async () => {
  const topic = await testTopic(await testAdmin())
  const { proxy, producer } = await proxiedProducer({ deliveryTimeoutMs: 600 })
  proxy.set('refuse')
  await expect(producer.send(one(topic, 'never sent'))).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' })
  proxy.set('forward')
  await producer.send(one(topic, 'a'))
  proxy.set('swallow-responses')
  await expect(producer.send(one(topic, 'b'))).rejects.toMatchObject({ code: 'DELIVERY_UNKNOWN' })
  expect(proxy.seen.swallowedBytes).toBeGreaterThan(0)
  proxy.set('forward')
  // The same length as the one before: under that one's numbers it would be taken for a duplicate, and lost.
  await producer.send(one(topic, 'c'))
  expect(await valuesIn(topic, 3)).toEqual(['a', 'b', 'c'])
})

test('without a time limit a send is tried until the broker is back', async () => {
  const topic = await testTopic(await testAdmin())
  const { proxy, producer, events } = await proxiedProducer()
  proxy.set('refuse')
  const sent = producer.send(one(topic, 'a'))
  await until(() => events.filter(({ type }) => type === 'retry').length >= 2, 'two retries told')
  proxy.set('forward')
  expect(await sent).toEqual([{ topic, partition: 0, baseOffset: 0 }])
})

test('close ends within its time though a send hangs, and that send is told as unknown', async () => {
  const topic = await testTopic(await testAdmin())
  const { proxy, producer } = await proxiedProducer()
  await producer.send(one(topic, 'a'))
  proxy.set('half-open')
  const hanging = producer.send(one(topic, 'b')).catch((error: unknown) => error)
  await producer.close(200)
  expect(await hanging).toMatchObject({ code: 'DELIVERY_UNKNOWN' })
})

test('a send of more bytes than one record batch may have is cut, in order', async () => {
  const topic = await testTopic(await testAdmin())
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const messages = range(3_000).map((n) => ({ value: `${n}:${'x'.repeat(1_000)}`, partition: 0 }))
  const sent = await producer.send([{ topic, messages }])
  expect(sent.length).toBeGreaterThan(2)
  const stored = await valuesIn(topic, messages.length)
  expect(stored.map((value) => Number(value.split(':')[0]))).toEqual(range(3_000))
})
