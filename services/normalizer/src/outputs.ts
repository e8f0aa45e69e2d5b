import { type AvroSchema, auditEventSchema } from '@trailhouse/event'
import type { Admin, AvroSchemaJson, Registry } from '@trailhouse/kafka'
import { type Retry, retrying } from './retry.ts'
import type { OutputTopics } from './transaction.ts'

/** What the normalizer must know of its outputs before it can take a record. */
export type Outputs = {
  readonly partitions: { readonly events: number; readonly deadLetters: number }
  /** Id of the current schema under the output topic's subject. */
  readonly schemaId: number
  readonly maxEventBytes: number
}

/** What a record batch adds to one value: 61 bytes of header, and the record's own varints (Kafka's message format 2). */
const batchOverhead = 128
/** Kafka's default of max.message.bytes. */
const defaultMaxMessageBytes = 1_048_588

/** Asks until it knows: topics and schema are made by `trailhouse topics apply` and `schemas register`, perhaps later. */
export function readOutputs(
  admin: Admin,
  registry: Registry,
  topics: OutputTopics,
  retry: Omit<Retry, 'codes'>,
): Promise<Outputs> {
  const codes = ['KAFKA_UNAVAILABLE', 'TOPIC_UNKNOWN', 'REGISTRY_UNAVAILABLE', 'SCHEMA_UNKNOWN'] as const
  const read = async (): Promise<Outputs> => {
    const events = await admin.describeTopic(topics.events)
    const deadLetters = await admin.describeTopic(topics.deadLetters)
    await admin.describeTopic(topics.positions)
    const maxMessageBytes = Number(events.config['max.message.bytes'] ?? defaultMaxMessageBytes)
    return {
      partitions: { events: events.partitions, deadLetters: deadLetters.partitions },
      schemaId: await registry.idOf(subjectOf(topics.events), auditEventSchema as AvroSchema as AvroSchemaJson),
      maxEventBytes: maxMessageBytes - batchOverhead,
    }
  }
  return retrying(read, { ...retry, codes })
}

/** Confluent's TopicNameStrategy. */
export const subjectOf = (topic: string): string => `${topic}-value`
