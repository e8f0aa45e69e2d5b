import type { Admin } from '@trailhouse/kafka'
import { type Part, wellPart } from './part.ts'

/** How far a consumer group is behind the topics that it reads, by what it has committed. */
export async function groupPart(admin: Admin, part: string, groupId: string, topics: readonly string[]): Promise<Part> {
  if (topics.length === 0)
    return wellPart(part, { problems: ['none of its topics exists: run trailhouse topics apply'] })
  const committed = await admin.fetchOffsets(groupId, topics)
  let lag = 0
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.listOffsets(topic)) {
      const offset = committed.find((each) => each.topic === topic && each.partition === partition)?.offset ?? low
      lag += Math.max(0, high - Math.max(low, offset))
    }
  }
  const never = lag > 0 && committed.every(({ offset }) => offset === null)
  return wellPart(part, {
    lag,
    problems: never ? [`group ${groupId} has never committed`] : [],
    note: `${topics.length} topics`,
  })
}
