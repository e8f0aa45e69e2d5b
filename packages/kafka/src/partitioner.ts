import type { KafkaClient } from './client.ts'

type Choice = {
  readonly partitionMetadata: readonly { readonly partitionId: number }[]
  readonly message: { readonly key?: Buffer | string | null; readonly partition?: number | null }
}

/** Murmur2 of the key, as Kafka's Java client; messages without a key take turns. */
export function murmur2Partitioner(client: KafkaClient): () => (choice: Choice) => number {
  const murmur2 = client.internal('producer/partitioners/default/murmur2.js') as (key: Buffer | string) => number
  return () => {
    let turn = 0
    return ({ partitionMetadata, message }) => {
      if (message.partition != null) return message.partition
      const count = partitionMetadata.length
      if (message.key != null) return (murmur2(message.key) & 0x7fffffff) % count
      turn = (turn + 1) % count
      return partitionMetadata[turn]?.partitionId ?? 0
    }
  }
}
