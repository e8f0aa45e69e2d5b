import { RecordError, TrailhouseError } from '@trailhouse/errors'
import { compileTranscoder, type Transcode } from '@trailhouse/event'
import type { AssignedPartition, Registry, TopicPartition } from '@trailhouse/kafka'
import type { Clock } from './clock.ts'
import { backoffMs } from './policy.ts'

/** Schema ids that are remembered as unknown; more than this many are forgotten, so that hostile ids take no memory. */
const maxUnknown = 1_000
const unknownForMs = 60_000

export type WriterSchemasOptions = {
  readonly registry: Registry
  readonly subject: string
  readonly clock: Clock
  /** The registry gave no answer that can be believed; it is asked again. */
  readonly onRetry: (place: TopicPartition, error: unknown) => void
  readonly onAnswer: (place: TopicPartition) => void
}

/** The transcoder of each writer schema met so far. */
export class WriterSchemas {
  readonly #registry: Registry
  readonly #subject: string
  readonly #clock: Clock
  readonly #onRetry: (place: TopicPartition, error: unknown) => void
  readonly #onAnswer: (place: TopicPartition) => void
  readonly #known = new Map<number, Transcode>()
  readonly #unknown = new Map<number, { readonly error: RecordError; readonly until: number }>()

  constructor(options: WriterSchemasOptions) {
    this.#registry = options.registry
    this.#subject = options.subject
    this.#clock = options.clock
    this.#onRetry = options.onRetry
    this.#onAnswer = options.onAnswer
  }

  known(id: number): Transcode | undefined {
    return this.#known.get(id)
  }

  /**
   * Asks the registry, without end while it gives no answer that can be believed.
   * @throws RecordError UNKNOWN_SCHEMA: the registry does not know the id, or it is no schema of an AuditEvent
   * @throws TrailhouseError WRITER_SCHEMA_NEWER
   */
  async load(id: number, partition: AssignedPartition): Promise<Transcode> {
    const known = this.#known.get(id)
    if (known) return known
    const unknown = this.#unknown.get(id)
    if (unknown && unknown.until > this.#clock.now()) throw unknown.error
    for (let attempt = 0; ; attempt++) {
      partition.signal.throwIfAborted()
      try {
        const transcode = compileTranscoder(await this.#registry.schemaOf(id, this.#subject))
        this.#known.set(id, transcode)
        this.#onAnswer(partition)
        return transcode
      } catch (error) {
        this.#refuse(id, error)
        this.#onRetry(partition, error)
      }
      await this.#clock.wait(backoffMs(attempt), partition.signal)
    }
  }

  /** Throws what ends the asking; returns where it is worth asking again. */
  #refuse(id: number, error: unknown): void {
    const code = error instanceof TrailhouseError ? error.code : undefined
    if (code === 'WRITER_SCHEMA_NEWER') throw error
    if (code !== 'SCHEMA_UNKNOWN' && code !== 'SCHEMA_INCOMPATIBLE') return
    const refusal = new RecordError('UNKNOWN_SCHEMA', `schema id ${id}: ${(error as Error).message}`, { cause: error })
    if (this.#unknown.size >= maxUnknown) this.#unknown.clear()
    this.#unknown.set(id, { error: refusal, until: this.#clock.now() + unknownForMs })
    throw refusal
  }
}
