import { setTimeout as delay } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { type AvroSchema, auditEventSchema } from '@trailhouse/event'
import { type AvroSchemaJson, connectRegistry } from '@trailhouse/kafka'
import { type Audit, createAudit } from '../../sdks/typescript/src/index.ts'
import type { Bed } from '../faults/framework/bed.ts'
import { feed } from '../faults/framework/feed.ts'
import type { Trial } from '../faults/framework/scenario.ts'
import type { WiredStack } from './stack.ts'

const turns = ['aws-cloudtrail', 'kubernetes-audit', 'openssh', 'sdk'] as const
/** Records of a turn of the shippers. */
const perTurn = 25
/** Between two events of the application. */
const applicationMs = 20
/** Between two writers' versions of the schema. */
const writerMs = 3_000

export type Load = {
  /** Records that Kafka acknowledged to the shippers. */
  readonly shipped: number
  /** Sends of a shipper of which Kafka never said whether it took them. */
  readonly unknown: number
  readonly application: Audit
  /** Events of the application that were accepted, and those that it was told are lost or may be. */
  readonly recorded: number
  readonly undelivered: readonly string[]
  /** Ends the load, and resolves when all that was accepted is acknowledged. */
  stop(): Promise<void>
}

/**
 * Load as in production: shippers write raw records and foreign Avro, every 20th of them broken, `rate` records/s while Kafka
 * takes them; an application records 50 events/s with the SDK. None of them gives up. Another writer's
 * schema comes every 3 s.
 */
export function startLoad(trial: Trial, bed: Bed, { wired, direct }: WiredStack, rate: number): Load {
  const ending = new AbortController()
  const undelivered: string[] = []
  const application = createAudit({
    ...{ service: 'chaos', brokers: [wired.kafka], registry: wired.registry, topic: bed.topic('events') },
    ...{ deliveryTimeoutMs: 600_000, buffer: { whenFull: 'wait' } },
    onError: (error) => void undelivered.push(error.code),
  })
  trial.defer(() => application.close())
  const load = { shipped: 0, unknown: 0, recorded: 0, application, undelivered, stop }
  const working = Promise.all([ship(), record(), upgrade()])
  working.catch(() => undefined)

  async function ship(): Promise<void> {
    for (let turn = 0; !ending.signal.aborted; turn += 1) {
      const next = performance.now() + (perTurn / rate) * 1_000
      await feed(bed, perTurn, [turns[turn % turns.length] ?? 'sdk']).then(() => {
        load.shipped += perTurn
      }, outcomeOpen)
      await delay(Math.max(0, next - performance.now()))
    }
  }

  /** The records are in Kafka or not: what the logs hold at the end decides. */
  function outcomeOpen(error: unknown): void {
    if (!(error instanceof TrailhouseError) || error.code !== 'DELIVERY_UNKNOWN') throw error
    load.unknown += 1
  }

  async function record(): Promise<void> {
    while (!ending.signal.aborted) {
      void application
        .record({ action: 'order.refund', actor: { id: `u${load.recorded % 50}` } })
        .catch(() => undefined)
      load.recorded += 1
      await delay(applicationMs)
    }
  }

  /**
   * Writers of other versions come and go: each time the shippers' Avro is of a schema id that the normalizer has not met,
   * and it asks the registry.
   */
  async function upgrade(): Promise<void> {
    const current = auditEventSchema as AvroSchema as AvroSchemaJson
    const registry = connectRegistry({ url: direct.registry, timeoutMs: 2_000 })
    for (let version = 0; !ending.signal.aborted; version += 1) {
      const schema = { ...current, doc: `As writer ${version} says it.` }
      const registered = registry.register(`${bed.topic('events')}-value`, schema, 'FULL_TRANSITIVE')
      bed.schemaId = await registered.catch(() => bed.schemaId)
      await delay(writerMs)
    }
  }

  async function stop(): Promise<void> {
    ending.abort()
    await working
    await application.close({ timeoutMs: 120_000 })
  }
  return load
}
