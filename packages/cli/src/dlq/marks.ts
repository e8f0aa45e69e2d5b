import { RecordError } from '@trailhouse/errors'
import { type LetterId, type Mark, readMark } from '@trailhouse/kafka'
import type { Queue } from './queue.ts'

/** Marks by `<partition>/<offset>` of their letter. */
export type Marks = ReadonlyMap<string, Mark>

export const placeOf = ({ partition, offset }: Pick<LetterId, 'partition' | 'offset'>): string =>
  `${partition}/${offset}`

/**
 * The marks of the letters that the topic still holds; those of letters that are gone are not kept. `to`: 'decided' for
 * a look at what is committed now; 'high-watermark' for all that may be committed by whoever was fenced before, waiting
 * for transactions that are open. `partition`: of audit.dlq; undefined: all.
 */
export async function readMarks(queue: Queue, to: 'decided' | 'high-watermark', partition?: number): Promise<Marks> {
  const lows = new Map(queue.partitions.map((each) => [each.partition, each.low]))
  const marks = new Map<string, Mark>()
  for (const log of await queue.admin.listOffsets(queue.resolvedTopic)) {
    if (to === 'decided' && log.low >= log.high) continue
    const end = to === 'decided' ? log.high : to
    const range = { topic: queue.resolvedTopic, partition: log.partition, from: log.low, to: end }
    for await (const { records } of queue.reader.read(range)) {
      for (const record of records) {
        const mark = markOf(record)
        if (mark === undefined || mark.letter.topicId !== queue.topicId) continue
        if (partition !== undefined && mark.letter.partition !== partition) continue
        if (mark.letter.offset >= (lows.get(mark.letter.partition) ?? 0)) marks.set(placeOf(mark.letter), mark)
      }
    }
  }
  return marks
}

/** What is no mark resolves nothing. */
function markOf(record: Parameters<typeof readMark>[0]): Mark | undefined {
  try {
    return readMark(record)
  } catch (error) {
    if (error instanceof RecordError) return undefined
    throw error
  }
}
