/**
 * Fault 1: on OFFSET_OUT_OF_RANGE kafkajs commits -2 (or -1), wipes the metadata, even with autoCommit false, and goes on
 * elsewhere. Here the partition is paused and whoever runs the consumer is told. Also makes the group known to it: its
 * offset manager of one generation is the only thing that commits under exactly that generation.
 *
 * Fault 2: kafkajs asks for partitions in the same order each time, and the broker fills a response in that order up to
 * maxBytes: those at the end starve while the first have a backlog. Here each fetch begins with another one.
 *
 * Fault 3: when all partitions are paused kafkajs sleeps for the whole maxWaitTime, though one may be resumed a
 * millisecond later. Here a resume ends the wait.
 *
 * Fault 4: after a broker's restart kafkajs joins as a new member, and the group waits for the old one until its session
 * ends (10 s of 10 s). Here the new group object keeps the member's id; a broker that does not know it says so at once.
 */
import type { Cluster, ConsumerGroup } from './internals.ts'

export type GroupObserver = {
  onGroup(group: ConsumerGroup): void
  onOutOfRange(topic: string, partition: number): void
}

const lastGroups = new WeakMap<Cluster, ConsumerGroup>()
const observers = new WeakMap<Cluster, GroupObserver>()

export function observeGroup(cluster: Cluster, observer: GroupObserver): void {
  observers.set(cluster, observer)
}

type TopicPartition = { readonly topic: string; readonly partition: number }
type TopicPartitions = { topic: string; partitions: number[] }
type Internals = ConsumerGroup & {
  readonly maxWaitTime: number
  readonly preferredReadReplicasPerTopicPartition: Record<string, Record<number, unknown> | undefined>
  readonly subscriptionState: { active(): TopicPartitions[] }
  fetch(nodeId: string): Promise<unknown[]>
  filterPartitionsByNode(nodeId: string, topicPartitions: TopicPartitions[]): TopicPartitions[]
}

export function rotate<T>(items: readonly T[], turn: number): T[] {
  const at = items.length === 0 ? 0 : turn % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

export function replaceConsumerGroup(Original: new (options: { cluster: Cluster }) => Internals) {
  return class ObservedConsumerGroup extends Original {
    #turn = 0
    #wake: (() => void) | null = null

    constructor(options: { cluster: Cluster }) {
      super(options)
      this.memberId = lastGroups.get(options.cluster)?.memberId ?? null
      lastGroups.set(options.cluster, this)
      observers.get(options.cluster)?.onGroup(this)
    }

    override async fetch(nodeId: string): Promise<unknown[]> {
      if (!this.subscriptionState.active().some(({ partitions }) => partitions.length > 0)) await this.#resumed()
      return super.fetch(nodeId)
    }

    override resume(topicPartitions: TopicPartitions[]): void {
      super.resume(topicPartitions)
      this.#wake?.()
    }

    override filterPartitionsByNode(nodeId: string, topicPartitions: TopicPartitions[]): TopicPartitions[] {
      const turn = this.#turn++
      const topics = rotate(super.filterPartitionsByNode(nodeId, topicPartitions), turn)
      return topics.map(({ topic, partitions }) => ({ topic, partitions: rotate(partitions, turn) }))
    }

    async recoverFromOffsetOutOfRange({ topic, partition }: TopicPartition): Promise<void> {
      const preferred = this.preferredReadReplicasPerTopicPartition[topic]
      // A follower may lag behind: the leader decides (KIP-392).
      if (preferred?.[partition]) {
        delete preferred[partition]
        return
      }
      this.pause([{ topic, partitions: [partition] }])
      observers.get(this.cluster)?.onOutOfRange(topic, partition)
    }

    #resumed(): Promise<void> {
      return new Promise((resolve) => {
        const before = this.#wake
        const timer = setTimeout(() => this.#wake?.(), this.maxWaitTime)
        this.#wake = () => {
          clearTimeout(timer)
          this.#wake = null
          before?.()
          resolve()
        }
      })
    }
  }
}
