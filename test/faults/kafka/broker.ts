import { expect } from 'vitest'
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

export const broker: Group = { title: 'Kafka killed and started again', scenarios: steps.map(killedAt) }
