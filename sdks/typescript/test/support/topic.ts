import { randomUUID } from 'node:crypto'
import { type AuditEvent, auditEventSchema, decodeEvent, unframe } from '@trailhouse/event'
import { ByteBudget, connectKafka, connectRegistry, openAdmin, startConsumer } from '@trailhouse/kafka'
import { inject, onTestFinished } from 'vitest'
import { type Audit, type AuditOptions, createAudit } from '../../src/index.ts'

export type TestTopic = {
  readonly name: string
  /** All events of the topic now, by partition, in their order. */
  read(): Promise<Stored[]>
}

export type Stored = { readonly event: AuditEvent; readonly key: string; readonly partition: number }

const kafka = () => connectKafka({ brokers: [inject('kafka')], clientId: 'sdk-test' })

/** A topic and a registered schema of the test's own. */
export async function testTopic(partitions = 4, config: Record<string, string> = {}): Promise<TestTopic> {
  const name = `sdk-test-${randomUUID()}`
  const admin = await openAdmin(kafka())
  onTestFinished(async () => {
    await admin.deleteTopics([name]).catch(() => {})
    await admin.close()
  })
  await admin.createTopics([{ name, partitions, config }])
  await connectRegistry({ url: inject('registry') }).register(`${name}-value`, auditEventSchema, 'FULL_TRANSITIVE')
  const ends = () => admin.listOffsets(name)
  return { name, read: async () => readAll(name, await ends()) }
}

/** An audit to the topic, closed when the test ends. */
export function testAudit(topic: TestTopic, options: Partial<AuditOptions> = {}): Audit {
  const addresses = { brokers: [inject('kafka')], registry: inject('registry') }
  const audit = createAudit({ service: 'shop', topic: topic.name, ...addresses, ...options })
  onTestFinished(async () => {
    await audit.close({ timeoutMs: 0 })
  })
  return audit
}

async function readAll(topic: string, ends: readonly { partition: number; high: number }[]): Promise<Stored[]> {
  const stored: Stored[][] = ends.map(() => [])
  const open = new Set(ends.filter(({ high }) => high > 0).map(({ partition }) => partition))
  if (open.size === 0) return []
  const done = Promise.withResolvers<void>()
  const consumer = await startConsumer(kafka(), {
    groupId: `sdk-test-${randomUUID()}`,
    topics: [topic],
    budget: new ByteBudget(64 * 1024 * 1024),
    sessionTimeoutMs: 10_000,
    onAssigned: async ({ partition }) => ({
      startOffset: 0,
      handle: async ({ records, lastOffset }) => {
        for (const { key, value } of records) {
          const event = decodeEvent(Buffer.from(unframe(value as Buffer).body), auditEventSchema)
          stored[partition]?.push({ event, key: String(key), partition })
        }
        if (lastOffset + 1 >= (ends.find((end) => end.partition === partition)?.high ?? 0)) open.delete(partition)
        if (open.size === 0) done.resolve()
      },
      stop: async () => {},
    }),
  })
  await done.promise
  await consumer.stop()
  return stored.flat()
}
