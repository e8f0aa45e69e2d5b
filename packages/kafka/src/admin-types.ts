/** What the admin and the registry take and give, as plain data. */
import type { Tls, TopicPartition } from './types.ts'

export type TopicDeclaration = {
  readonly name: string
  readonly partitions: number
  /** Default: the brokers' default.replication.factor. */
  readonly replicationFactor?: number
  readonly config?: Readonly<Record<string, string>>
}

export type TopicDescription = {
  readonly name: string
  readonly topicId: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

export type TopicChange = {
  readonly topic: string
  readonly change: 'created' | 'partitions-added' | 'config-changed' | 'unchanged'
  readonly detail: string
}

export type GroupOffset = TopicPartition & { readonly offset: number | null; readonly metadata: string }

export interface Admin {
  /** Creates what is missing, adds partitions, sets configs; never removes. Throws TOPIC_MISMATCH for fewer partitions. */
  applyTopics(declarations: readonly TopicDeclaration[]): Promise<readonly TopicChange[]>
  createTopics(declarations: readonly TopicDeclaration[]): Promise<void>
  deleteTopics(names: readonly string[]): Promise<void>
  listTopics(): Promise<readonly string[]>
  describeTopic(name: string): Promise<TopicDescription>
  /** Throws TOPIC_UNKNOWN. */
  topicId(name: string): Promise<string>
  fetchOffsets(groupId: string, topics: readonly string[]): Promise<readonly GroupOffset[]>
  /** The group must have no members. Metadata is dropped. */
  setOffsets(groupId: string, topic: string, offsets: readonly { partition: number; offset: number }[]): Promise<void>
  /** `high`: up to where all is decided (the last stable offset); open transactions lie beyond. */
  listOffsets(topic: string): Promise<readonly { partition: number; low: number; high: number }[]>
  /** The first offset at or after the time (ms since the epoch); the log's end where there is none. */
  offsetsAt(topic: string, time: number): Promise<readonly { partition: number; offset: number }[]>
  /** Removes records before the offset, as retention would. */
  deleteRecords(topic: string, before: readonly { partition: number; offset: number }[]): Promise<void>
  deleteGroups(groupIds: readonly string[]): Promise<void>
  close(): Promise<void>
}

export type AvroSchemaJson = { readonly type: string; readonly [key: string]: unknown }

export type RegistrySettings = {
  /** Up to and without the /subjects part, e.g. http://host:8080/apis/ccompat/v7 */
  readonly url: string
  /** Longest time of one call. Default 5,000. */
  readonly timeoutMs?: number
  readonly auth?: { readonly username: string; readonly password: string }
  readonly tls?: Tls
}

export type Compatibility = 'FULL_TRANSITIVE' | 'FULL' | 'BACKWARD' | 'BACKWARD_TRANSITIVE' | 'FORWARD' | 'NONE'

/** Confluent-compatible registry. Every call ends within its time limit; REGISTRY_UNAVAILABLE is worth another try. */
export interface Registry {
  /** Id of this very schema under the subject; throws SCHEMA_UNKNOWN when it was not registered. */
  idOf(subject: string, schema: AvroSchemaJson): Promise<number>
  /**
   * The writer schema of an id; kept for ever once read (at most 1,000 ids). Throws SCHEMA_UNKNOWN only when the registry
   * answers 404 and still knows the latest version of `subject`; a registry that has lost everything is unavailable.
   */
  schemaOf(id: number, subject: string): Promise<AvroSchemaJson>
  /** Sets the compatibility before the first version. Throws SCHEMA_INCOMPATIBLE. */
  register(subject: string, schema: AvroSchemaJson, compatibility: Compatibility): Promise<number>
  isCompatible(subject: string, schema: AvroSchemaJson): Promise<boolean>
  /** All registered versions, oldest first; [] when the subject is unknown. */
  versions(subject: string): Promise<readonly { version: number; id: number; schema: AvroSchemaJson }[]>
}
