import { query } from '@trailhouse/clickhouse'
import { expect } from 'vitest'
import { createAudit } from '../../../sdks/typescript/src/index.ts'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { feed, smallTransactions } from '../framework/feed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'
import type { Service, ServiceName } from '../framework/service.ts'
import { small } from '../sink/settings.ts'
import { ownKafka } from './own-kafka.ts'

const RECORDS = 1_200

/** The step of a service at which the broker is killed: what was sent may be stored, and its answer was not heard. */
const steps = [
  ['normalizer', 'after-events', 3, 'inside a transaction'],
  ['normalizer', 'before-commit', 3, 'before a transaction’s commit'],
  ['sink', 'after-intent', 2, 'between a sink’s intent and its insert'],
  ['sink', 'after-insert', 2, 'between a sink’s insert and its commit'],
] as const satisfies readonly (readonly [ServiceName, string, number, string])[]

function killedAt([service, step, passing, when]: (typeof steps)[number]): Scenario {
  return {
    name: `Broker killed ${when}`,
    injected: `SIGKILL of Kafka while \`${step}\` of the ${service} is held; started again once both have noticed`,
    async run(trial) {
      const kafka = await ownKafka(trial)
      const bed = await Bed.open(trial, { kafka: kafka.address })
      const steps = `${step}=hold@${passing}`
      const normalizer = bed.start('normalizer', {
        settings: smallTransactions,
        ...(service === 'normalizer' ? { steps } : {}),
      })
      const sink = bed.start('sink', {
        settings: { ...small, TRAILHOUSE_SINK_BATCH_ROWS: '100' },
        ...(service === 'sink' ? { steps } : {}),
      })
      await feed(bed, RECORDS / 2)
      const held = service === 'sink' ? sink : normalizer
      await held.reached(step)
      await kafka.kill()
      held.release(step)
      // What is sent meanwhile waits for the broker, and is acknowledged by it once.
      const feeding = feed(bed, RECORDS / 2)
      await Promise.all([noticed(normalizer), noticed(sink)])
      await kafka.start()
      trial.mended()
      await feeding
      expect([normalizer.ended, sink.ended]).toEqual([false, false])
      const [n, s] = await Promise.all([normalizer, sink].map(attempts))
      trial.saw(`The normalizer tried again ${n} times, the sink ${s} times; neither ended`)
      return bed
    },
  }
}

/** Retries of its own, and whole consumers that began again. */
async function attempts(service: Service): Promise<number> {
  const restarts = { code: 'CONSUMER_RESTART' }
  return (
    (await service.metric('trailhouse_retries_total')) + (await service.metric('trailhouse_errors_total', restarts))
  )
}

const noticed = (service: Service) =>
  until(`${service.name} tries again`, async () => (await attempts(service)) > 0, 60_000)

const EVENTS = 3_000

/** The application goes on recording while there is no broker; what it was told is recorded is stored once, in its order. */
const killedUnderSdk: Scenario = {
  name: 'Broker killed while an SDK records',
  injected: `SIGKILL of Kafka once a third of ${EVENTS.toLocaleString('en-US')} events were acknowledged; started again once the SDK waits`,
  async run(trial) {
    const kafka = await ownKafka(trial)
    const bed = await Bed.open(trial, { kafka: kafka.address })
    bed.start('normalizer')
    bed.start('sink')
    const audit = createAudit({
      ...{ service: 'shop', brokers: [kafka.address], registry: bed.registryUrl, topic: bed.topic('events') },
      batch: { maxEvents: 50 },
    })
    trial.defer(() => audit.close({ timeoutMs: 0 }))
    const acknowledged = () => audit.stats().acknowledged
    const record = (n: number) => audit.record({ action: 'order.refund', actor: 'u', request_id: String(n) })
    const recorded = Array.from({ length: EVENTS / 2 }, (_, n) => record(n))
    await until('a third is acknowledged', async () => acknowledged() >= EVENTS / 3, 60_000)
    await kafka.kill()
    for (let n = EVENTS / 2; n < EVENTS; n++) recorded.push(record(n))
    const before = acknowledged()
    expect(before).toBeLessThan(EVENTS)
    await kafka.start()
    trial.mended()
    const receipts = await Promise.all(recorded)
    bed.expected.events += receipts.length
    await bed.settled()
    expect(await outOfOrder(bed)).toBe(0)
    trial.saw(`${before} events acknowledged before, the other ${EVENTS - before} once it was back, in their order`)
    return bed
  },
}

/** Events that lie in Kafka before one that was recorded earlier. */
async function outOfOrder({ clickhouse }: Bed): Promise<number> {
  const sql = `SELECT countIf(seq < before) AS wrong FROM (SELECT toUInt64(producer_seq) AS seq,
    lagInFrame(seq) OVER (ORDER BY origin_partition, origin_offset ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before
    FROM events)`
  const [row] = await query<{ wrong: number | string }>(clickhouse, { sql })
  return Number(row?.wrong)
}

export const broker: Group = {
  title: 'Kafka killed and started again',
  scenarios: [...steps.map(killedAt), killedUnderSdk],
}
