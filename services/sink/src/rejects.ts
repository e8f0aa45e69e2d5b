import type { RecordError } from '@trailhouse/errors'
import { type AssignedPartition, deadLetter, type KafkaRecord, type Message } from '@trailhouse/kafka'
import type { Lane, Letters } from './lane.ts'
import { copyRecord } from './range.ts'
import type { Signals } from './signals.ts'

/** Dead letters of one transaction, at most. */
const maxLetters = 500
const maxLetterBytes = 4 * 1024 * 1024

/** Consecutive records that cannot be rows, until they are handed to the lane as one transaction. */
export class Rejects {
  readonly #partition: AssignedPartition
  readonly #lane: Lane
  readonly #signals: Signals
  #messages: Message[] = []
  #first = 0
  #last = 0
  #bytes = 0

  constructor(partition: AssignedPartition, lane: Lane, signals: Signals) {
    this.#partition = partition
    this.#lane = lane
    this.#signals = signals
  }

  get waiting(): boolean {
    return this.#messages.length > 0
  }

  get full(): boolean {
    return this.#messages.length >= maxLetters || this.#bytes >= maxLetterBytes
  }

  add(record: KafkaRecord, error: RecordError): void {
    if (!this.waiting) this.#first = record.offset
    this.#last = record.offset
    this.#bytes += (record.value?.length ?? 0) + (record.key?.length ?? 0)
    this.#messages.push(letterOf(this.#partition, record, error))
    this.#signals.deadLettered(this.#partition, record.offset, error)
  }

  async flush(): Promise<void> {
    if (!this.waiting) return
    const letters: Letters = { first: this.#first, last: this.#last, messages: this.#messages }
    this.#messages = []
    this.#bytes = 0
    await this.#lane.pushLetters(letters)
  }
}

/** The dead letter of a record of this partition; the record is copied out of its fetch response. */
export function letterOf(partition: AssignedPartition, record: KafkaRecord, error: RecordError): Message {
  const { topic, topicId } = partition
  const verdict = {
    reason: error.reason,
    detail: error.message,
    stage: 'sink',
    dataset: '',
    tenantId: '',
    mapper: '',
  } as const
  return deadLetter(copyRecord(record), { topic, topicId, partition: partition.partition }, verdict)
}
