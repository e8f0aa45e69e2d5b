import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditEventSchema } from '@trailhouse/event'
import { connectRegistry } from '@trailhouse/kafka'
import { freePorts, startRegistry } from '@trailhouse/local'
import { expect, inject } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { feed } from '../framework/feed.ts'
import type { Group, Scenario, Trial } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'

const RECORDS = 400
const timeoutMs = 1_000

/** Both services reach the registry through the proxy, and give an answer 1 s. */
async function proxied(trial: Trial) {
  const shared = new URL(inject('registry'))
  const proxy = await startTcpProxy(shared.host)
  trial.defer(() => proxy.close())
  const url = inject('registry').replace(shared.host, proxy.address)
  return { proxy, settings: through(url) }
}

const through = (url: string) => ({
  TRAILHOUSE_REGISTRY_URL: url,
  TRAILHOUSE_REGISTRY_TIMEOUT_MS: String(timeoutMs),
})

/** A service asks when it first meets a schema's id: the normalizer the SDK's, the sink that of audit.normalized. */
async function expectWaiting(bed: Bed, normalizer: Service, sink: Service): Promise<string> {
  await normalizer.counted('trailhouse_paused_partitions', { cause: 'registry' })
  const retries = await normalizer.counted('trailhouse_retries_total', { cause: 'REGISTRY_UNAVAILABLE' })
  await sink.counted('trailhouse_paused_partitions', { cause: 'registry' })
  await until('what needs no schema is normalized', async () => (await bed.logEnd(bed.normalized)) > 0, 30_000)
  expect((await normalizer.get('/health/ready')).status).toBe(503)
  expect((await sink.get('/health/ready')).status).toBe(503)
  return `Both services wait (${retries} attempts of the normalizer so far) and are not ready, other inputs flow`
}

/** The normalizer knows its output's id by then; neither knows a writer's schema. */
function away(
  name: string,
  injected: string,
  inject: (proxy: TcpProxy) => void,
  seen: (proxy: TcpProxy) => number,
): Scenario {
  return {
    name: `Registry ${name}`,
    injected: `${injected}, before either service has met a schema's id`,
    ...(name === 'hung' ? { quick: true } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      const { proxy, settings } = await proxied(trial)
      const normalizer = bed.start('normalizer', { settings })
      await until('the normalizer is ready', async () => (await normalizer.get('/health/ready')).status === 200, 60_000)
      inject(proxy)
      const sink = bed.start('sink', { settings })
      await feed(bed, RECORDS)
      trial.saw(await expectWaiting(bed, normalizer, sink))
      expect(seen(proxy)).toBeGreaterThan(0)
      proxy.set('forward')
      proxy.delay(0)
      proxy.cut()
      trial.mended()
      return bed
    },
  }
}

/** Slower than by default and faster than its limit: nothing waits for longer than it must. */
const slow: Scenario = {
  name: 'Registry slow',
  injected: 'Each chunk to and from it takes 300 ms, within the limit of an answer',
  async run(trial) {
    const bed = await Bed.open(trial)
    const { proxy, settings } = await proxied(trial)
    proxy.delay(300)
    const patient = { ...settings, TRAILHOUSE_REGISTRY_TIMEOUT_MS: '10000' }
    const normalizer = bed.start('normalizer', { settings: patient })
    const sink = bed.start('sink', { settings: patient })
    await feed(bed, RECORDS)
    trial.mended()
    await bed.settled()
    const retries = await normalizer.metric('trailhouse_retries_total', { cause: 'REGISTRY_UNAVAILABLE' })
    expect(await sink.metric('trailhouse_paused_partitions', { cause: 'registry' })).toBe(0)
    expect(proxy.seen.connections).toBeGreaterThan(1)
    trial.saw(`${proxy.seen.connections} connections through the slow wire, ${retries} attempts given up`)
    return bed
  },
}

/** Its 404 for an id is not believed while it does not know the current schema either. */
const emptied: Scenario = {
  name: 'Registry empty after a restart',
  injected: 'Stopped, its data removed, started; the schemas registered again once both services wait',
  async run(trial) {
    const dir = await mkdtemp(join(tmpdir(), 'trailhouse-registry-'))
    trial.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
    const [port = 0] = await freePorts(1)
    const full = await startRegistry({ dir: join(dir, 'full'), port })
    trial.defer(() => full.kill('SIGKILL'))
    const bed = await Bed.open(trial, { registry: full.address })
    const settings = through(full.address)
    const normalizer = bed.start('normalizer', { settings })
    await until('the normalizer is ready', async () => (await normalizer.get('/health/ready')).status === 200, 60_000)
    await full.kill('SIGKILL')
    const empty = await startRegistry({ dir: join(dir, 'empty'), port })
    trial.defer(() => empty.kill('SIGKILL'))
    const sink = bed.start('sink', { settings })
    await feed(bed, RECORDS)
    trial.saw(await expectWaiting(bed, normalizer, sink))
    const again = connectRegistry({ url: empty.address })
    for (const topic of [bed.topic('events'), bed.normalized]) {
      expect(await again.register(`${topic}-value`, auditEventSchema, 'FULL_TRANSITIVE')).toBe(bed.schemaId)
    }
    trial.mended()
    return bed
  },
}

export const registry: Group = {
  title: 'The schema registry',
  scenarios: [
    away(
      'down',
      'Connections are reset',
      (proxy) => stop(proxy, 'refuse'),
      ({ seen }) => seen.refused,
    ),
    away(
      'hung',
      'Connections stay and nothing is answered',
      (proxy) => stop(proxy, 'half-open'),
      ({ seen }) => seen.swallowedBytes,
    ),
    away(
      'answering 404',
      'Each request is answered with 404',
      (proxy) => stop(proxy, { http: 404 }),
      ({ seen }) => seen.answered,
    ),
    away(
      'answering 500',
      'Each request is answered with 500',
      (proxy) => stop(proxy, { http: 500 }),
      ({ seen }) => seen.answered,
    ),
    slow,
    emptied,
  ],
}

function stop(proxy: TcpProxy, mode: Parameters<TcpProxy['set']>[0]): void {
  proxy.set(mode)
  proxy.cut()
}
