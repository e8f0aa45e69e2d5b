import { TrailhouseError } from '@trailhouse/errors'
import { type ConnectedAdmin, fetchOffsets, listOffsets, topicId } from './admin.ts'
import type { PartitionLag, Position, TopicPartition } from './types.ts'

/** Asks the broker now; throws TOPIC_REMADE when the topic is not the one that was assigned. */
export async function readPosition(
  admin: ConnectedAdmin,
  groupId: string,
  assigned: TopicPartition & { readonly topicId: string },
): Promise<Position> {
  const { topic, partition } = assigned
  const [id, committed, logs] = await Promise.all([
    topicId(admin, topic),
    fetchOffsets(admin, groupId, [topic]),
    listOffsets(admin, topic),
  ])
  if (id !== assigned.topicId) throw topicRemade(topic, assigned.topicId, id)
  const group = committed.find((each) => each.partition === partition)
  const log = logs.find((each) => each.partition === partition)
  if (!log) throw new TrailhouseError('TOPIC_UNKNOWN', `Topic ${topic} has no partition ${partition}`)
  return { committed: group?.offset ?? null, metadata: group?.metadata ?? '', logStart: log.low, logEnd: log.high }
}

export function topicRemade(topic: string, before: string, now: string): TrailhouseError {
  const message = `Topic ${topic} was deleted and made again: its id was ${before} and is ${now}`
  return new TrailhouseError('TOPIC_REMADE', message)
}

export async function readLag(
  admin: ConnectedAdmin,
  groupId: string,
  assigned: readonly TopicPartition[],
): Promise<PartitionLag[]> {
  const topics = [...new Set(assigned.map(({ topic }) => topic))]
  if (topics.length === 0) return []
  const committed = await fetchOffsets(admin, groupId, topics)
  const logs = new Map(
    await Promise.all(topics.map(async (topic) => [topic, await listOffsets(admin, topic)] as const)),
  )
  return assigned.flatMap(({ topic, partition }) => {
    const log = logs.get(topic)?.find((each) => each.partition === partition)
    if (!log) return []
    const offset = committed.find((each) => each.topic === topic && each.partition === partition)?.offset ?? null
    return [{ topic, partition, lag: Math.max(log.high - (offset ?? log.low), 0), committed: offset, logEnd: log.high }]
  })
}
