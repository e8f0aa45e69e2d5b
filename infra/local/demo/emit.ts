import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { connectKafka, openProducer } from '@trailhouse/kafka'
import { boundToParent } from '../src/part.ts'
import { root } from '../src/services.ts'
import { vendorRecords, weight } from './vendors/index.ts'

export type Addresses = { kafka: string; registry: string }

/** Says how many more events a source has emitted: Kafka has acknowledged them. */
type OnEmitted = (events: number) => void

const CHUNK = 4
const PAUSE_MS = 150

/** The vendors' records, published raw as a shipper does. */
export async function emitVendorRecords(
  { kafka }: Addresses,
  onEmitted: OnEmitted,
  signal: AbortSignal,
): Promise<void> {
  const client = connectKafka({ brokers: [kafka], clientId: 'trailhouse-demo' })
  const producer = await openProducer(client, { deliveryTimeoutMs: 30_000 })
  try {
    const records = vendorRecords(new Date())
    for (let at = 0; at < records.length && !signal.aborted; at += CHUNK) {
      const chunk = records.slice(at, at + CHUNK)
      await producer.send(chunk.map(({ dataset, value }) => ({ topic: `audit.raw.${dataset}`, messages: [{ value }] })))
      onEmitted(chunk.reduce((sum, record) => sum + weight(record), 0))
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
    }
  } finally {
    await producer.close(1_000)
  }
}

/** examples/shop, as anyone would run it: a process of its own. @throws TrailhouseError LOCAL_PART_FAILED when it fails */
export async function runShop(
  { kafka, registry }: Addresses,
  onEmitted: OnEmitted,
  signal: AbortSignal,
): Promise<void> {
  const program = [process.execPath, join(root, 'examples/shop/main.ts'), '--brokers', kafka, '--registry', registry]
  const [command = '', ...args] = boundToParent(program)
  const shop = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const exit = new Promise<number | null>((done, failed) => shop.once('error', failed).once('close', done))
  const stop = () => shop.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  let errors = ''
  shop.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000)
  })
  let recorded = 0
  for await (const line of createInterface({ input: shop.stdout })) {
    const now = Number(/^recorded (\d+)$/.exec(line)?.[1] ?? recorded)
    onEmitted(now - recorded)
    recorded = now
  }
  signal.removeEventListener('abort', stop)
  if ((await exit) === 0 || signal.aborted) return
  throw new TrailhouseError('LOCAL_PART_FAILED', `examples/shop failed: ${errors.trim()}`)
}
