/**
 * Fault: on OFFSET_OUT_OF_RANGE kafkajs commits -2 (or -1), wipes the metadata, even with autoCommit false, and goes on
 * elsewhere. Here the partition is paused and whoever runs the consumer is told. Also makes the group known to it: its
 * offset manager of one generation is the only thing that commits under exactly that generation.
 */
import type { Cluster, ConsumerGroup } from './internals.ts'

export type GroupObserver = {
  onGroup(group: ConsumerGroup): void
  onOutOfRange(topic: string, partition: number): void
}

const observers = new WeakMap<Cluster, GroupObserver>()

export function observeGroup(cluster: Cluster, observer: GroupObserver): void {
  observers.set(cluster, observer)
}

type OutOfRange = { readonly topic: string; readonly partition: number }
type PreferredReplicas = Record<string, Record<number, unknown> | undefined>

export function replaceConsumerGroup(
  Original: new (options: {
    cluster: Cluster
  }) => ConsumerGroup & {
    preferredReadReplicasPerTopicPartition: PreferredReplicas
  },
) {
  return class ObservedConsumerGroup extends Original {
    constructor(options: { cluster: Cluster }) {
      super(options)
      observers.get(options.cluster)?.onGroup(this)
    }

    async recoverFromOffsetOutOfRange({ topic, partition }: OutOfRange): Promise<void> {
      const preferred = this.preferredReadReplicasPerTopicPartition[topic]
      // A follower may lag behind: the leader decides (KIP-392).
      if (preferred?.[partition]) {
        delete preferred[partition]
        return
      }
      this.pause([{ topic, partitions: [partition] }])
      observers.get(this.cluster)?.onOutOfRange(topic, partition)
    }
  }
}
