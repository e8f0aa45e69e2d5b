/**
 * In place of packages/kafka/src/owned-partition.ts: an ownership that does not know that it ended. Commits are not bound
 * to the generation that they were made under: a refusal is taken as done, and nothing stops what follows.
 */
import { OwnedPartition as Bound } from '../../../packages/kafka/src/owned-partition.ts'

export * from '../../../packages/kafka/src/owned-partition.ts'

export class OwnedPartition extends Bound {
  override get signal(): AbortSignal {
    return new AbortController().signal
  }

  override async commit(offset: number, metadata = ''): Promise<void> {
    const { topic, partition } = this
    const topics = [{ topic, partitions: [{ partition, offset: String(offset), metadata }] }]
    await this.membership.offsets.commitOffsets({ topics }).catch(() => undefined)
  }
}
