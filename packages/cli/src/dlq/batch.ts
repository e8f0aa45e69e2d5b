import { hostname, userInfo } from 'node:os'
import {
  type HeaderValue,
  type LetterId,
  type Mark,
  type Message,
  markMessage,
  type TopicMessages,
  type TransactionalProducer,
} from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime/command'
import type { Letter } from './letter.ts'

/** Letters of one transaction, at most. */
const maxLetters = 100
const maxBytes = 1_048_576

type How = Pick<Mark, 'how' | 'note'>

/** Letters until they are sent, each with its mark, in one transaction. */
export class Batch {
  readonly #resolvedTopic: string
  readonly #how: How
  readonly #ids: LetterId[] = []
  readonly #records: TopicMessages[] = []
  readonly #marks: Message[] = []
  #bytes = 0

  constructor(resolvedTopic: string, how: How) {
    this.#resolvedTopic = resolvedTopic
    this.#how = how
  }

  get ids(): readonly LetterId[] {
    return this.#ids
  }

  /** Whether the letter still fits; anything fits an empty batch. */
  holds({ record }: Letter): boolean {
    if (this.#ids.length === 0) return true
    return this.#ids.length < maxLetters && this.#bytes + (record.value?.length ?? 0) <= maxBytes
  }

  /** `sent`: its record, or nothing where it is dismissed. */
  add(letter: Letter, sent: readonly TopicMessages[]): void {
    this.#ids.push(letter.id)
    this.#marks.push(markMessage(markOf(letter, this.#how)))
    // Letters far apart are slices of a fetch response each, of 1 MiB or more.
    this.#records.push(...sent.map(({ topic, messages }) => ({ topic, messages: messages.map(copied) })))
    this.#bytes += letter.record.value?.length ?? 0
  }

  /** Throws as TransactionalProducer.transact. */
  async send(producer: TransactionalProducer): Promise<void> {
    await producer.transact(async (transaction) => {
      if (this.#records.length > 0) await transaction.send(this.#records)
      await step('inside-replay')
      await transaction.send([{ topic: this.#resolvedTopic, messages: this.#marks }])
    })
    await step('replay-committed')
  }
}

function copied(message: Message): Message {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => {
    return [name, Array.isArray(value) ? value.map(copiedBytes) : copiedBytes(value as HeaderValue)]
  })
  const { key = null, value } = message
  return { ...message, key: copiedBytes(key), value: copiedBytes(value), headers: Object.fromEntries(headers) }
}

const copiedBytes = (bytes: HeaderValue): HeaderValue => (Buffer.isBuffer(bytes) ? Buffer.from(bytes) : bytes)

function markOf({ id, content }: Letter, { how, note }: How): Mark {
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
