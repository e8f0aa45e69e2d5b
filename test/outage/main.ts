/**
 * ClickHouse killed for minutes at full load: `npm run test:outage -- --minutes 10 --rate 5000`; `--quick` is 1 minute. What is
 * looked at: memory, paused partitions, readiness, retries; then how fast the backlog is stored, and the oracle.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Bed } from '../faults/framework/bed.ts'
import { feed } from '../faults/framework/feed.ts'
import { count, judge } from '../faults/framework/oracle.ts'
import { ownStack } from '../support/own-stack.ts'
import { runSuite, table } from '../support/suite.ts'
import { until } from '../support/until.ts'
import { findings, memory } from './findings.ts'
import { type Looks, watch } from './samples.ts'

const partitions = 4
const inputs = ['aws-cloudtrail', 'kubernetes-audit', 'openssh', 'sdk'] as const
/** Records of each input in a send. */
const perSend = 250
/** As the services are run in production: docs/operations.md, "What runs". */
const production = { TRAILHOUSE_LOG_LEVEL: 'info' }

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '5000' },
    quick: { type: 'boolean', default: false },
  },
})
const [minutes, rate] = [values.quick ? 1 : Number(values.minutes), Number(values.rate)]

await runSuite(async (trial) => {
  const stack = await ownStack(trial)
  const { clickhouse } = stack
  const [kafka, registry] = [stack.kafka.address, stack.registry.address]
  const bed = await Bed.open(trial, { kafka, registry, clickhouse: clickhouse.address, partitions })
  const [normalizer, sink] = [
    bed.start('normalizer', { settings: production }),
    bed.start('sink', { settings: production }),
  ]
  const load = startLoad(bed)
  await until('events are stored', async () => (await sink.metric('trailhouse_events_out_total')) > 5_000, 120_000)
  console.log(`ClickHouse is killed, for ${minutes} minutes; at most ${rate} records/s …`)
  await clickhouse.kill('SIGKILL')
  const outage = watch(sink, normalizer)
  await delay(minutes * 60_000)
  await outage.end()
  const produced = await load.stop()
  await clickhouse.restart()
  console.log('ClickHouse is back.')
  const [backAt, before] = [performance.now(), await sink.metric('trailhouse_events_out_total')]
  await bed.settled(minutes * 60_000 + 300_000)
  const seconds = (performance.now() - backAt) / 1_000
  const caughtUp = (await sink.metric('trailhouse_events_out_total')) - before
  const counted = await count(bed.clickhouse)
  const { conserved, lost, duplicates } = judge(counted, bed.expected)
  console.log(report(outage, produced, caughtUp, seconds))
  console.log(
    `${counted.events.rows} events, ${counted.letters.rows} dead letters; ${lost} lost, ${duplicates} doubled`,
  )
  const wrong = findings(outage.looks, partitions)
  if (sink.ended || normalizer.ended) wrong.push('a service ended by itself')
  for (const each of wrong) console.log(`WRONG: ${each}`)
  return conserved && wrong.length === 0
})

/** Records as fast as Kafka takes them, up to the rate. `stop` resolves with the rate that was had. */
function startLoad(bed: Bed): { stop(): Promise<number> } {
  const ending = new AbortController()
  const perTurn = perSend * inputs.length
  const began = performance.now()
  let records = 0
  const working = (async () => {
    while (!ending.signal.aborted) {
      await feed(bed, perTurn, inputs, perSend)
      records += perTurn
      await delay(Math.max(0, began + (records / rate) * 1_000 - performance.now()))
    }
  })()
  working.catch(() => undefined)
  const stop = async () => {
    ending.abort()
    await working
    return records / ((performance.now() - began) / 1_000)
  }
  return { stop }
}

function report({ looks, unanswered }: Looks, rateHad: number, caughtUp: number, seconds: number): string {
  const mib = (bytes: number) => (bytes / 1024 ** 2).toFixed(0)
  const row = (name: string, of: 'sinkBytes' | 'normalizerBytes') => {
    const { early, late, peak } = memory(looks, of)
    return [name, mib(early), mib(late), mib(peak)]
  }
  const last = looks.at(-1)
  return [
    table([
      ['RSS, MiB', 'second quarter', 'last quarter', 'peak'],
      row('sink', 'sinkBytes'),
      row('normalizer', 'normalizerBytes'),
    ]),
    `${Math.round(rateHad)} records/s produced; the sink held ${mib(last?.held ?? 0)} MiB at the end, ${last?.paused} partitions paused,`,
    `ready ${last?.ready}, live ${last?.live}, ${last?.retries} retries; ${looks.length} looks, ${unanswered} unanswered`,
    `Caught up: ${caughtUp} events in ${seconds.toFixed(1)} s, ${Math.round(caughtUp / seconds)} events/s`,
  ].join('\n')
}
