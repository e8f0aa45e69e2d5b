import { list, optional } from '@trailhouse/runtime'

/** What an operator has said may be lost: on this partition, from this offset to the first that Kafka still holds. */
export type AcceptedLoss = { readonly topic: string; readonly partition: number; readonly offset: number }

export const acceptedLossSetting = optional(
  list({
    description:
      'Losses that an operator accepts: a partition that stopped because Kafka no longer holds its committed offset goes on from the first record that is still there.',
    takes: 'one or more <topic>:<partition>:<committed offset>, parted by commas, as the stop named them',
    item: /^[A-Za-z0-9._-]{1,249}:\d{1,9}:\d{1,16}$/,
  }),
)

export function parseAcceptedLosses(items: readonly string[] = []): AcceptedLoss[] {
  return items.map((item) => {
    const [topic = '', partition, offset] = item.split(':')
    return { topic, partition: Number(partition), offset: Number(offset) }
  })
}
