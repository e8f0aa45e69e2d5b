/** kafkajs as it was published, to show that a guarantee is ours and not its own. */
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs'
import { inject, onTestFinished } from 'vitest'

export function plainKafka(brokers: string[] = [inject('kafka')]): Kafka {
  return new Kafka({ brokers, clientId: 'plain', logLevel: logLevel.NOTHING })
}

/** Reads with kafkajs's own consumer until `enough`, and returns what it delivered. */
export async function readPlain(
  topic: string,
  enough: (messages: readonly KafkaMessage[]) => boolean,
): Promise<KafkaMessage[]> {
  const consumer = plainKafka().consumer({ groupId: `plain-${topic}`, maxWaitTimeInMs: 50 })
  onTestFinished(() => consumer.disconnect())
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  const messages: KafkaMessage[] = []
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        messages.push(message)
        if (enough(messages)) resolve()
      },
    })
  })
  return messages
}
