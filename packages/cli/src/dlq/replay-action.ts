import { TrailhouseError } from '@trailhouse/errors'
import { type DeadLetter, replayMessage, type TopicMessages } from '@trailhouse/kafka'
import type { Letter } from './letter.ts'
import type { Queue } from './queue.ts'
import type { Action } from './settle.ts'

/** Sends the record to the topic that it came from, into the partition that it lay in. */
export function replayAction({ admin }: Queue): Action {
  const partitions = new Map<string, Promise<number>>()
  const partitionsOf = (topic: string): Promise<number> => {
    const known = partitions.get(topic) ?? countPartitions(topic)
    partitions.set(topic, known)
    return known
  }
  /** 0: there is no such topic. */
  async function countPartitions(topic: string): Promise<number> {
    try {
      return (await admin.listOffsets(topic)).length
    } catch (error) {
      if (error instanceof TrailhouseError && error.code === 'TOPIC_UNKNOWN') return 0
      throw error
    }
  }
  async function messagesOf(letter: Letter): Promise<readonly TopicMessages[] | string> {
    const { content } = letter
    if (typeof content === 'string') return content
    const count = await partitionsOf(content.origin.topic)
    if (count === 0) return `topic ${content.origin.topic} does not exist`
    return [{ topic: content.origin.topic, messages: [placed(content, letter, count)] }]
  }
  return { how: 'replayed', note: '', messagesOf }
}

/** A topic made again may have fewer partitions: then the key chooses. */
function placed(content: DeadLetter, { id }: Letter, partitions: number) {
  const message = replayMessage(content, id)
  const { partition } = content.origin
  return partition < partitions ? { ...message, partition } : message
}

/** Marks the letter and sends nothing. */
export const dismissAction = (note: string): Action => ({ how: 'dismissed', note, messagesOf: async () => [] })
