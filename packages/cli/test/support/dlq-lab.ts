import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Admin,
  connectKafka,
  deadLetter,
  type KafkaRecord,
  type LogReader,
  openAdmin,
  openLogReader,
  openProducer,
  type Producer,
  type Verdict,
} from '@trailhouse/kafka'
import { inject, type TestContext } from 'vitest'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export type Placed = KafkaRecord & { readonly partition: number }
export type Ended = {
  readonly code: number | null
  readonly signal: string | null
  readonly out: Buffer
  readonly err: string
}

/** Topics of one test: one of raw records, the dead letters, their marks; and the command that works on them. */
export class DlqLab {
  readonly raw: string
  readonly dlq: string
  readonly resolved: string
  readonly admin: Admin
  readonly producer: Producer
  readonly #reader: LogReader
  readonly #ends: TestContext['onTestFinished']

  private constructor(
    name: string,
    parts: { admin: Admin; producer: Producer; reader: LogReader },
    ends: TestContext['onTestFinished'],
  ) {
    this.raw = `${name}.raw`
    this.dlq = `${name}.dlq`
    this.resolved = `${name}.dlq.resolved`
    this.admin = parts.admin
    this.producer = parts.producer
    this.#reader = parts.reader
    this.#ends = ends
  }

  static async open(onTestFinished: TestContext['onTestFinished'], { partitions = 1 } = {}): Promise<DlqLab> {
    const name = `dlq-test-${randomUUID().slice(0, 8)}`
    const client = connectKafka({ brokers: [inject('kafka')], clientId: name })
    const parts = {
      admin: await openAdmin(client),
      producer: await openProducer(client, {}),
      reader: openLogReader(client),
    }
    const lab = new DlqLab(name, parts, onTestFinished)
    const topics = [lab.raw, lab.dlq, lab.resolved]
    const large = { 'max.message.bytes': '16777216' }
    await lab.admin.createTopics(
      topics.map((topic) => ({ name: topic, partitions, ...(topic === lab.dlq ? { config: large } : {}) })),
    )
    onTestFinished(async () => {
      await Promise.all([parts.producer.close(), parts.reader.close()])
      await lab.admin.deleteTopics(topics).catch(() => undefined)
      await lab.admin.close()
    })
    return lab
  }

  /** Writes dead letters, as if records of the raw topic had failed. */
  async fail(records: readonly Partial<Placed>[], verdict: Partial<Verdict> = {}): Promise<void> {
    const topicId = await this.admin.topicId(this.raw)
    const messages = records.map((record, index) => {
      const whole = { offset: index, timestamp: 1_700_000_000_000, key: null, value: null, headers: {}, ...record }
      const partition = record.partition ?? 0
      const said = { ...usual, ...verdict }
      return { ...deadLetter(whole, { topic: this.raw, topicId, partition }, said), partition }
    })
    for (let at = 0; at < messages.length; at += 500) {
      await this.producer.send([{ topic: this.dlq, messages: messages.slice(at, at + 500) }])
    }
  }

  /** All that is committed in a topic. */
  async read(topic: string): Promise<Placed[]> {
    const records: Placed[] = []
    for (const { partition } of await this.admin.listOffsets(topic)) {
      for await (const batch of this.#reader.read({ topic, partition, from: 0, to: 'high-watermark' })) {
        records.push(...batch.records.map((record) => ({ ...record, partition })))
      }
    }
    return records
  }

  env(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      TRAILHOUSE_KAFKA_BROKERS: inject('kafka'),
      TRAILHOUSE_DEAD_LETTER_TOPIC: this.dlq,
      TRAILHOUSE_RESOLVED_TOPIC: this.resolved,
    }
  }

  /** `trailhouse dlq …` in a process of its own, to its end. */
  run(...args: string[]): Promise<Ended> {
    return this.start(args).ended
  }

  /** The same, with faults at named steps. */
  start(args: readonly string[], steps?: string) {
    const directory = mkdtempSync(join(tmpdir(), 'trailhouse-dlq-'))
    this.#ends(() => rmSync(directory, { recursive: true, force: true }))
    const faults = steps ? { TRAILHOUSE_TEST_STEPS: steps, TRAILHOUSE_TEST_STEPS_DIR: directory } : {}
    const child = spawn(process.execPath, [main, 'dlq', ...args], {
      env: { ...this.env(), ...faults },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#ends(() => void child.kill('SIGKILL'))
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const ended = once(child, 'close').then(([code, signal]): Ended => {
      return { code, signal, out: Buffer.concat(out), err: Buffer.concat(err).toString() }
    })
    return {
      ended,
      reached: (step: string) => existsSync(join(directory, `${step}.reached`)),
      signal: (signal: NodeJS.Signals) => child.kill(signal),
    }
  }

  /** The letters that `list --json` prints. */
  async list(...args: string[]): Promise<Record<string, unknown>[]> {
    const { code, out, err } = await this.run('list', '--json', ...args)
    if (code !== 0) throw new Error(err)
    return out
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }
}

const usual: Verdict = {
  reason: 'MALFORMED',
  detail: 'no JSON at byte 3',
  stage: 'normalizer',
  dataset: 'okta',
  tenantId: 'acme',
  mapper: 'okta@1',
}

export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** `count` records with values of their own, over the partitions. */
export const numbered = (count: number, partitions = 1): Partial<Placed>[] =>
  Array.from({ length: count }, (_, n) => ({
    value: Buffer.from(`record ${n}`),
    offset: Math.floor(n / partitions),
    partition: n % partitions,
  }))
