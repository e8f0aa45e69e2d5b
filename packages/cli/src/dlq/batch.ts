import { hostname, userInfo } from 'node:os'
import { type Mark, markMessage, type TopicMessages, type TransactionalProducer } from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { Letter } from './letter.ts'

/** Letters of one transaction, at most. */
const maxLetters = 100
const maxBytes = 1_048_576

/** A letter and what is sent for it: its record, or nothing where it is dismissed. */
export type Work = { readonly letter: Letter; readonly sent: readonly TopicMessages[] }

/** Letters until they are sent, each with its mark, in one transaction. */
export class Batch {
  readonly #resolvedTopic: string
  readonly #how: Pick<Mark, 'how' | 'note'>
  #work: Work[] = []
  #bytes = 0

  constructor(resolvedTopic: string, how: Pick<Mark, 'how' | 'note'>) {
    this.#resolvedTopic = resolvedTopic
    this.#how = how
  }

  get letters(): readonly Letter[] {
    return this.#work.map(({ letter }) => letter)
  }

  /** Whether the letter still fits; anything fits an empty batch. */
  holds({ record }: Letter): boolean {
    if (this.#work.length === 0) return true
    return this.#work.length < maxLetters && this.#bytes + (record.value?.length ?? 0) <= maxBytes
  }

  add(work: Work): void {
    this.#work.push(work)
    this.#bytes += work.letter.record.value?.length ?? 0
  }

  /** Throws as TransactionalProducer.transact. */
  async send(producer: TransactionalProducer): Promise<void> {
    const marks = this.#work.map(({ letter }) => markMessage(markOf(letter, this.#how)))
    await producer.transact(async (transaction) => {
      const records = this.#work.flatMap(({ sent }) => sent)
      if (records.length > 0) await transaction.send(records)
      await step('inside-replay')
      await transaction.send([{ topic: this.#resolvedTopic, messages: marks }])
    })
    await step('replay-committed')
  }
}

function markOf({ id, content }: Letter, { how, note }: Pick<Mark, 'how' | 'note'>): Mark {
  const known = typeof content === 'string' ? undefined : content
  const { reason = '', dataset = '', tenantId = '', origin } = known ?? {}
  const about = { reason, dataset, tenantId, topic: origin?.topic ?? '' }
  return { letter: id, how, time: Date.now(), by: operator(), note, ...about }
}

/** `user@host`; a user without a name (a container's) by its number. */
function operator(): string {
  try {
    return `${userInfo().username}@${hostname()}`
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}@${hostname()}`
  }
}
