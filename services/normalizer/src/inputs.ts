import { setTimeout as delay } from 'node:timers/promises'
import type { Admin, RunningConsumer } from '@trailhouse/kafka'
import { type InputTopics, inputTopics, sameTopics } from './input-topics.ts'
import { retrying } from './retry.ts'

/** New topics of a pattern are found within this time. */
const refreshMs = 10_000
/** A topic that is named and missing is most often about to be made. */
const missingMs = 1_000

export type InputOptions = {
  readonly admin: Admin
  readonly patterns: readonly string[]
  /** Topics that are never read. */
  readonly written: readonly string[]
  readonly signal: AbortSignal
  startConsumer(topics: readonly string[]): Promise<RunningConsumer>
  onRetry(error: Error): void
  onFailed(error: unknown): void
}

/** The consumer of all input topics: made anew when topics appear that the patterns stand for. */
export class Inputs {
  readonly #options: InputOptions
  #topics: InputTopics = { topics: [], missing: [] }
  #consumer: RunningConsumer | undefined
  #watching: Promise<void> = Promise.resolve()

  constructor(options: InputOptions) {
    this.#options = options
  }

  get consumer(): RunningConsumer | undefined {
    return this.#consumer
  }

  get missing(): readonly string[] {
    return this.#topics.missing
  }

  start(): void {
    this.#watching = this.#watch().catch((error: unknown) => {
      if (!this.#options.signal.aborted) this.#options.onFailed(error)
    })
  }

  /** After the signal was aborted. */
  async stop(): Promise<void> {
    await this.#watching
    await this.#consumer?.stop()
  }

  async #watch(): Promise<void> {
    const { signal } = this.#options
    while (!signal.aborted) {
      await this.#refresh()
      await delay(this.#topics.missing.length > 0 ? missingMs : refreshMs, undefined, { signal, ref: false })
    }
  }

  async #refresh(): Promise<void> {
    const { admin, patterns, written, signal, onRetry, onFailed, startConsumer } = this.#options
    const codes = ['KAFKA_UNAVAILABLE', 'TOPIC_UNKNOWN'] as const
    const existing = await retrying(() => admin.listTopics(), { codes, signal, onRetry })
    const found = inputTopics(patterns, existing, written)
    const changed = !sameTopics(found.topics, this.#topics.topics)
    this.#topics = found
    if (!changed) return
    await this.#consumer?.stop()
    this.#consumer = undefined
    if (found.topics.length === 0 || signal.aborted) return
    const consumer = await startConsumer(found.topics)
    this.#consumer = consumer
    consumer.failed.catch((error: unknown) => {
      if (this.#consumer === consumer) onFailed(error)
    })
  }
}
