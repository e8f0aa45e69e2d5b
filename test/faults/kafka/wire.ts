import { expect } from 'vitest'
import { createAudit } from '../../../sdks/typescript/src/index.ts'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { feed, smallTransactions } from '../framework/feed.ts'
import type { Group, Scenario, Trial } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { type apis, type OwnKafka, ownKafka, requestOf } from './own-kafka.ts'

const RECORDS = 1_200

/** A normalizer that reaches Kafka through the proxy alone, and gives an answer 2 s. */
const behind = ({ proxy }: OwnKafka) => ({
  ...smallTransactions,
  TRAILHOUSE_KAFKA_BROKERS: proxy.address,
  TRAILHOUSE_KAFKA_REQUEST_TIMEOUT_MS: '2000',
})

type Normalizing = { readonly bed: Bed; readonly kafka: OwnKafka; readonly normalizer: Service }

async function normalizing(trial: Trial, steps?: string): Promise<Normalizing> {
  const kafka = await ownKafka(trial)
  const bed = await Bed.open(trial, { kafka: kafka.address })
  bed.start('sink')
  const normalizer = bed.start('normalizer', { settings: behind(kafka), ...(steps === undefined ? {} : { steps }) })
  await feed(bed, RECORDS / 2)
  return { bed, kafka, normalizer }
}

/** One answer of the broker is lost at a step: what it answered to is done, and the normalizer cannot know. */
function answerLost(api: keyof typeof apis, step: string, what: string): Scenario {
  return {
    name: `The answer to ${what} is lost`,
    injected: `The connection is reset when the broker answers to ${api}, from \`${step}\` on`,
    ...(api === 'endTxn' ? { quick: true } : {}),
    async run(trial) {
      const { bed, kafka, normalizer } = await normalizing(trial, `${step}=hold@2`)
      await normalizer.reached(step)
      const cut = kafka.proxy.cutNextResponse(requestOf(api))
      normalizer.release(step)
      await cut
      await normalizer.counted('trailhouse_retries_total')
      trial.mended()
      await feed(bed, RECORDS / 2)
      await bed.settled()
      const [unknown, aborted] = await Promise.all(
        ['unknown', 'aborted'].map((ending) => normalizer.metric('trailhouse_transactions_total', { ending })),
      )
      expect(kafka.proxy.seen.cut).toBeGreaterThan(0)
      trial.saw(
        `${kafka.proxy.seen.cut} connection reset; transactions: ${unknown} of unknown outcome, ${aborted} aborted`,
      )
      return bed
    },
  }
}

/** The wire is bad while the normalizer is in full flow, and good again once it has told. */
function disturbed(
  name: string,
  injected: string,
  quick: boolean,
  fault: (kafka: OwnKafka, normalizer: Service) => Promise<string>,
): Scenario {
  return {
    name,
    injected: `${injected}, while \`before-offset\` is held`,
    ...(quick ? { quick: true } : {}),
    async run(trial) {
      const { bed, kafka, normalizer } = await normalizing(trial, 'before-offset=hold@2')
      await normalizer.reached('before-offset')
      const injecting = fault(kafka, normalizer)
      normalizer.release('before-offset')
      trial.saw(await injecting)
      kafka.proxy.set('forward')
      kafka.proxy.delay(0)
      kafka.proxy.bandwidth(0)
      trial.mended()
      await feed(bed, RECORDS / 2)
      await bed.settled()
      expect(normalizer.ended).toBe(false)
      return bed
    },
  }
}

const halfOpen = disturbed(
  'The way to Kafka is half-open',
  'Nothing passes, connections stay',
  false,
  async (kafka, normalizer) => {
    kafka.proxy.set('half-open')
    const retries = await normalizer.counted('trailhouse_retries_total')
    return `${kafka.proxy.seen.swallowedBytes} bytes swallowed; ${retries} retries`
  },
)

const swallowed = disturbed(
  'Answers of Kafka are swallowed',
  'Requests arrive, answers do not',
  true,
  async (kafka, normalizer) => {
    kafka.proxy.set('swallow-responses')
    const retries = await normalizer.counted('trailhouse_retries_total')
    return `${kafka.proxy.seen.swallowedBytes} bytes of answers swallowed; ${retries} retries`
  },
)

const cut = disturbed(
  'Connections to Kafka are reset, one time after another',
  'All are reset, 5 times',
  false,
  async (kafka, normalizer) => {
    for (let times = 1; times <= 5; times++) {
      const { connections } = kafka.proxy.seen
      kafka.proxy.cut()
      await normalizer.counted('trailhouse_retries_total')
      const again = async () => kafka.proxy.seen.connections > connections
      await until('the normalizer connects again', again, 60_000)
    }
    return `${kafka.proxy.seen.cut} connections reset`
  },
)

const delayed = disturbed(
  'The way to Kafka is slow',
  'Each chunk takes 250 ms, either way',
  false,
  async (kafka, normalizer) => {
    kafka.proxy.delay(250)
    const before = await normalizer.metric('trailhouse_transactions_total', { ending: 'committed' })
    const more = async () =>
      (await normalizer.metric('trailhouse_transactions_total', { ending: 'committed' })) > before + 2
    await until('transactions over the slow wire', more, 60_000)
    const seconds = await normalizer.metric('trailhouse_transaction_duration_seconds_sum')
    expect(seconds).toBeGreaterThan(0.5)
    return `Transactions go on, ${seconds.toFixed(1)} s in all`
  },
)

const narrow = disturbed(
  'The way to Kafka is narrow',
  '20 KB/s for both directions',
  false,
  async (kafka, normalizer) => {
    kafka.proxy.bandwidth(20_000)
    const before = await normalizer.metric('trailhouse_transactions_total')
    const ended = async () => (await normalizer.metric('trailhouse_transactions_total')) > before
    await until('a transaction ends', ended, 60_000)
    return `${(await normalizer.metric('trailhouse_transactions_total')) - before} transactions ended over the narrow wire`
  },
)

/** It has nothing to commit, so that only its readiness can tell. */
const idleSink: Scenario = {
  name: 'The way from an idle sink to Kafka is half-open',
  injected: 'Nothing passes, connections stay, once all is stored',
  async run(trial) {
    const kafka = await ownKafka(trial)
    const bed = await Bed.open(trial, { kafka: kafka.address })
    const settings = { TRAILHOUSE_KAFKA_BROKERS: kafka.proxy.address, TRAILHOUSE_KAFKA_REQUEST_TIMEOUT_MS: '2000' }
    const sink = bed.start('sink', { settings })
    const answers = (status: number) =>
      until(`readiness ${status}`, async () => (await sink.get('/health/ready')).status === status, 60_000)
    await bed.emit(RECORDS)
    await bed.settled()
    await answers(200)
    kafka.proxy.set('half-open')
    await answers(503)
    trial.saw(`Not ready: ${(await sink.get('/health/ready')).body}`)
    kafka.proxy.set('forward')
    kafka.proxy.cut()
    trial.mended()
    await answers(200)
    await bed.emit(RECORDS)
    return bed
  },
}

/** Each event that the SDK says is recorded is stored once, in its order; its answers are cut again and again. */
const sdkCut: Scenario = {
  name: 'The SDK’s connection is reset as Kafka answers',
  injected: 'Reset when the broker answers to produce, 5 times among 3,000 events',
  quick: true,
  async run(trial) {
    const kafka = await ownKafka(trial)
    const bed = await Bed.open(trial, { kafka: kafka.address })
    bed.start('sink')
    bed.start('normalizer')
    const audit = createAudit({
      service: 'shop',
      brokers: [kafka.proxy.address],
      registry: bed.registryUrl,
      topic: bed.topic('events'),
      batch: { maxEvents: 50 },
    })
    trial.defer(() => audit.close())
    const recorded: Promise<unknown>[] = []
    for (let n = 0; n < 3_000; n++) {
      recorded.push(audit.record({ action: 'order.refund', actor: `u${n % 7}`, request_id: String(n) }))
      if (n % 600 === 300) await kafka.proxy.cutNextResponse(requestOf('produce'))
    }
    await Promise.all(recorded)
    bed.expected.events += recorded.length
    trial.mended()
    expect(kafka.proxy.seen.cut).toBeGreaterThanOrEqual(5)
    trial.saw(`${kafka.proxy.seen.cut} connections reset; all ${recorded.length} events acknowledged`)
    return bed
  },
}

export const kafkaWire: Group = {
  title: 'The way to Kafka',
  scenarios: [
    answerLost('produce', 'before-fence', 'a send'),
    answerLost('txnOffsetCommit', 'before-offset', 'an offset in a transaction'),
    answerLost('endTxn', 'before-commit', 'a commit'),
    cut,
    halfOpen,
    swallowed,
    delayed,
    narrow,
    idleSink,
    sdkCut,
  ],
}
