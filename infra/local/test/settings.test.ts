import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePorts } from '../src/index.ts'
import { checkPorts, readLocalSettings } from '../src/settings.ts'

const server = createServer()
afterEach(() => void server.close())

test('a port in use is named with who uses it and the setting that moves it', async () => {
  const [port = 0] = await freePorts(1)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const local = readLocalSettings({ TRAILHOUSE_LOCAL_SINK_PORT: String(port), TRAILHOUSE_LOCAL_KAFKA_PORT: '1' })
  await expect(checkPorts({ ...local, localKafkaPort: port })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: `port ${port} is in use by process ${process.pid} (node): stop it, or set TRAILHOUSE_LOCAL_KAFKA_PORT to a free port`,
  })
})

test('settings of other commands in the same shell are no business of npm start', () => {
  expect(readLocalSettings({ TRAILHOUSE_KAFKA_BROKERS: 'kafka:9092' })).toMatchObject({ localKafkaPort: 19092 })
})

test('a misspelt setting of npm start stops it', () => {
  expect(() => readLocalSettings({ TRAILHOUSE_LOCAL_KAFKA_PROT: '1' })).toThrow('TRAILHOUSE_LOCAL_KAFKA_PROT')
})
