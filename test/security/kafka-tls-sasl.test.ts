import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ByteBudget, connectKafka, type KafkaSettings, openAdmin, openProducer, startConsumer } from '@trailhouse/kafka'
import { ensureArtifacts, freePorts, startKafka } from '@trailhouse/local'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const password = 'a-password'
const storePassword = 'store-password'

let secure: { dir: string; ca: string; address: string; stop: () => Promise<void> }

/** A broker of its own with a listener for SASL over TLS; `alice` may come by any mechanism. */
beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-kafka-security-'))
  const keystore = join(dir, 'broker.p12')
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', storePassword, '-alias', 'broker']
  const dname = ['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1', '-validity', '2']
  await run('keytool', ['-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', ...store, ...dname])
  const { stdout: ca } = await run('keytool', ['-exportcert', '-rfc', ...store])
  const [plain = 0, controller = 0, port = 0] = await freePorts(3)
  const kafka = await startKafka({
    dir,
    ports: { broker: plain, controller },
    config: brokerConfig(keystore, plain, controller, port),
  })
  const { kafkaLibs } = await ensureArtifacts()
  const scram = `SCRAM-SHA-512=[password=${password}]`
  const alter = ['--alter', '--add-config', scram, '--entity-type', 'users', '--entity-name', 'alice']
  const admin = ['-cp', join(kafkaLibs, '*'), 'kafka.admin.ConfigCommand', '--bootstrap-server', `127.0.0.1:${plain}`]
  await run('java', [...admin, ...alter])
  secure = { dir, ca, address: `127.0.0.1:${port}`, stop: () => kafka.stop() }
}, 120_000)

afterAll(async () => {
  await secure?.stop()
  if (secure) await rm(secure.dir, { recursive: true, force: true })
})

function brokerConfig(keystore: string, plain: number, controller: number, port: number): Record<string, string> {
  const login = 'org.apache.kafka.common.security'
  return {
    listeners: `PLAINTEXT://127.0.0.1:${plain},SECURE://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'listener.name.secure.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required user_alice="${password}";`,
    'listener.name.secure.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    'ssl.keystore.location': keystore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': storePassword,
    'ssl.key.password': storePassword,
  }
}

const as = (mechanism: 'plain' | 'scram-sha-512', secret = password): KafkaSettings => ({
  brokers: [secure.address],
  clientId: 'test',
  ssl: { ca: secure.ca },
  sasl: { mechanism, username: 'alice', password: secret },
})

/** Reads until the first value. */
function firstValue(settings: KafkaSettings, topic: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const consumer = startConsumer(connectKafka(settings), {
      groupId: topic,
      topics: [topic],
      budget: new ByteBudget(1_048_576),
      sessionTimeoutMs: 10_000,
      onAssigned: async () => ({
        startOffset: 0,
        handle: async ({ records }) => resolve(String(records[0]?.value)),
        stop: async () => {},
      }),
    })
    consumer.then(({ failed }) => failed).catch(reject)
    onTestFinished(async () => (await consumer).stop())
  })
}

test.each(['plain', 'scram-sha-512'] as const)('TLS with SASL %s carries records both ways', async (mechanism) => {
  const settings = as(mechanism)
  const admin = await openAdmin(connectKafka(settings))
  onTestFinished(() => admin.close())
  const topic = `secured-${mechanism}`
  await admin.createTopics([{ name: topic, partitions: 1 }])
  const producer = await openProducer(connectKafka(settings))
  onTestFinished(() => producer.close())
  await producer.send([{ topic, messages: [{ value: mechanism }] }])
  expect(await firstValue(settings, topic)).toBe(mechanism)
})

test('a wrong password sends nothing and is told, without the password', async () => {
  const events: unknown[] = []
  const settings = as('scram-sha-512', 'not-the-password')
  const client = connectKafka(settings, { onEvent: (event) => events.push(event) })
  const producer = await openProducer(client, { deliveryTimeoutMs: 1_500 })
  onTestFinished(() => producer.close())
  const refused = await producer.send([{ topic: 'any', messages: [{ value: 'a' }] }]).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'KAFKA_UNAVAILABLE' })
  expect(JSON.stringify([String(refused), events])).not.toContain('not-the-password')
})

test('a certificate of nobody that is trusted is refused', async () => {
  const admin = await openAdmin(connectKafka({ ...as('plain'), ssl: true }))
  onTestFinished(() => admin.close())
  await expect(admin.listTopics()).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' })
})
