import type { Admin, KafkaClient, LogReader } from '@trailhouse/kafka'
import { kafkaFrom } from '@trailhouse/runtime/command'
import { loadCliSettings } from '../config.ts'

export type QueuePartition = {
  readonly partition: number
  readonly low: number
  /** Where it ended when the queue was opened: letters that come meanwhile, failed replays among them, wait for the next run. */
  readonly high: number
}

/** The topic of dead letters and the topic of their marks, as they stood when the command began. */
export type Queue = {
  readonly client: KafkaClient
  readonly admin: Admin
  readonly reader: LogReader
  readonly topic: string
  readonly topicId: string
  readonly resolvedTopic: string
  readonly partitions: readonly QueuePartition[]
}

/** Throws TrailhouseError TOPIC_UNKNOWN, KAFKA_UNAVAILABLE, and what `work` throws. */
export async function withQueue<T>(work: (queue: Queue) => Promise<T>): Promise<T> {
  const settings = loadCliSettings()
  const { connectKafka, openAdmin, openLogReader } = await import('@trailhouse/kafka')
  const client = connectKafka(kafkaFrom(settings, 'trailhouse-cli'))
  const admin = await openAdmin(client)
  const reader = openLogReader(client)
  try {
    const topic = settings.deadLetterTopic
    const topicId = await admin.topicId(topic)
    const partitions = await admin.listOffsets(topic)
    return await work({ client, admin, reader, topic, topicId, resolvedTopic: settings.resolvedTopic, partitions })
  } finally {
    await Promise.all([admin.close(), reader.close()])
  }
}
