import { TrailhouseError } from '@trailhouse/errors'
import type { Admin as KafkajsAdmin } from 'kafkajs'
import type { KafkaClient } from './client.ts'
import { causeOf, messageOf, protocolType } from './kafka-errors.ts'
import type { Broker, Cluster, EncoderClass, WithCluster } from './kafkajs-modules/internals.ts'
import { pause, settledWithin } from './timing.ts'
import { fetchTopicIds } from './topic-ids.ts'
import { applyTopics, createTopics, describeTopic } from './topics.ts'
import type { Admin, GroupOffset } from './types.ts'

const closeMs = 2_000

/** A group's first coordinator, or one after a restart, is not there at once; kafkajs's admin does not wait for it. */
const moving = new Set(['NOT_COORDINATOR_FOR_GROUP', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'GROUP_LOAD_IN_PROGRESS'])
const movingAttempts = 10
const movingPauseMs = 100

type KafkajsAdminClient = WithCluster<KafkajsAdmin>

/** What the parts of this package need of an admin. */
export type ConnectedAdmin = {
  /** Runs one question, connecting first where needed. Throws KAFKA_UNAVAILABLE or TOPIC_UNKNOWN. */
  ask<T>(question: (admin: KafkajsAdminClient) => Promise<T>): Promise<T>
  topicIds(topics: readonly string[]): Promise<ReadonlyMap<string, string>>
  close(): Promise<void>
}

/** No I/O yet: the first question connects. */
export function connectAdmin(client: KafkaClient): ConnectedAdmin {
  const open = () => {
    const { kafka, sockets } = client.open('admin')
    return { kafkajs: kafka.admin() as KafkajsAdminClient, sockets }
  }
  const Encoder = client.internal('protocol/encoder.js') as EncoderClass
  let current = open()
  const disconnect = async ({ kafkajs, sockets }: typeof current) => {
    await settledWithin(closeMs, kafkajs.disconnect())
    sockets.destroy()
  }
  const ask = async <T>(question: (admin: KafkajsAdminClient) => Promise<T>, attempt = 0): Promise<T> => {
    const used = current
    try {
      await used.kafkajs.connect()
      return await question(used.kafkajs)
    } catch (error) {
      // kafkajs asks for the metadata of every topic ever named in one request, and fails whole once one is deleted.
      if (used === current) {
        current = open()
        void disconnect(used)
      }
      if (attempt < movingAttempts && moving.has(protocolType(error))) {
        await pause(movingPauseMs)
        return ask(question, attempt + 1)
      }
      throw adminError(error)
    }
  }
  const topicIds = (topics: readonly string[]) =>
    ask(async ({ cluster }) => fetchTopicIds(await connectedBroker(cluster), Encoder, topics))
  return { ask, topicIds, close: () => disconnect(current) }
}

async function connectedBroker(cluster: Cluster): Promise<Broker> {
  await cluster.refreshMetadataIfNecessary()
  const broker = await cluster.findControllerBroker()
  if (!broker.isConnected()) await broker.connect()
  return broker
}

function adminError(error: unknown): TrailhouseError {
  if (error instanceof TrailhouseError) return error
  const type = protocolType(error)
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    const message = 'The topic does not exist on the brokers: create it or correct its name'
    return new TrailhouseError('TOPIC_UNKNOWN', message, { cause: error })
  }
  return new TrailhouseError('KAFKA_UNAVAILABLE', `Kafka: ${causeOf(error)}: ${messageOf(error)}`, { cause: error })
}

/** Connects at the first call. Throws KAFKA_UNAVAILABLE, TOPIC_UNKNOWN, TOPIC_MISMATCH. */
export async function openAdmin(client: KafkaClient): Promise<Admin> {
  const admin = connectAdmin(client)
  return {
    applyTopics: (declarations) => applyTopics(admin, declarations),
    createTopics: (declarations) => createTopics(admin, declarations),
    deleteTopics: (names) => admin.ask((kafkajs) => kafkajs.deleteTopics({ topics: [...names] })),
    listTopics: () => admin.ask((kafkajs) => kafkajs.listTopics()),
    describeTopic: (name) => describeTopic(admin, name),
    topicId: (name) => topicId(admin, name),
    fetchOffsets: (groupId, topics) => fetchOffsets(admin, groupId, topics),
    setOffsets: (groupId, topic, offsets) => {
      const partitions = offsets.map(({ partition, offset }) => ({ partition, offset: String(offset) }))
      return admin.ask((kafkajs) => kafkajs.setOffsets({ groupId, topic, partitions }))
    },
    listOffsets: (topic) => listOffsets(admin, topic),
    offsetsAt: async (topic, time) => {
      const found = await admin.ask((kafkajs) => kafkajs.fetchTopicOffsetsByTimestamp(topic, time))
      return found.map(({ partition, offset }) => ({ partition, offset: Number(offset) }))
    },
    deleteRecords: (topic, before) => {
      const partitions = before.map(({ partition, offset }) => ({ partition, offset: String(offset) }))
      return admin.ask(async (kafkajs) => {
        // kafkajs looks for leaders in the metadata that it has, and this loads the topic's.
        await kafkajs.fetchTopicOffsets(topic)
        await kafkajs.deleteTopicRecords({ topic, partitions })
      })
    },
    deleteGroups: async (groupIds) => {
      await admin.ask((kafkajs) => kafkajs.deleteGroups([...groupIds]))
    },
    close: () => admin.close(),
  }
}

/** Throws TOPIC_UNKNOWN. */
export async function topicId(admin: ConnectedAdmin, name: string): Promise<string> {
  const id = (await admin.topicIds([name])).get(name)
  if (id) return id
  throw new TrailhouseError('TOPIC_UNKNOWN', `Topic ${name} does not exist: create it or correct its name`)
}

export async function fetchOffsets(
  admin: ConnectedAdmin,
  groupId: string,
  topics: readonly string[],
): Promise<GroupOffset[]> {
  const found = await admin.ask((kafkajs) => kafkajs.fetchOffsets({ groupId, topics: [...topics] }))
  return found.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset, metadata }) => ({
      topic,
      partition,
      offset: Number(offset) < 0 ? null : Number(offset),
      metadata: metadata ?? '',
    })),
  )
}

export async function listOffsets(
  admin: ConnectedAdmin,
  topic: string,
): Promise<{ partition: number; low: number; high: number }[]> {
  const found = await admin.ask((kafkajs) => kafkajs.fetchTopicOffsets(topic))
  return found
    .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
    .sort((a, b) => a.partition - b.partition)
}
