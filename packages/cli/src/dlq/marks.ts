import { RecordError } from '@trailhouse/errors'
import { type LetterId, type Mark, readMark } from '@trailhouse/kafka'
import type { Queue } from './queue.ts'

type Place = Pick<LetterId, 'partition' | 'offset'>

/** `<partition>/<offset>` of a letter. */
export const placeOf = ({ partition, offset }: Place): string => `${partition}/${offset}`

/** The marks of the letters that the topic still holds; those of letters that are gone are not kept. */
export class Marks {
  readonly #queue: Queue
  readonly #marks = new Map<string, Mark>()
  /** Next offset to read, by partition of audit.dlq.resolved. */
  readonly #positions = new Map<number, number>()

  constructor(queue: Queue) {
    this.#queue = queue
  }

  of(letter: Place): Mark | undefined {
    return this.#marks.get(placeOf(letter))
  }

  /**
   * Reads on from where it was. `to`: 'decided' for a look at what is committed now; 'high-watermark' for all that may be
   * committed by whoever was fenced before, waiting for transactions that are open: an earlier mark can lie beyond one.
   */
  async read(to: 'decided' | 'high-watermark'): Promise<this> {
    const { admin, reader, resolvedTopic: topic } = this.#queue
    for (const { partition, low, high } of await admin.listOffsets(topic)) {
      const from = this.#positions.get(partition) ?? low
      const end = to === 'decided' ? high : to
      for await (const { records, lastOffset } of reader.read({ topic, partition, from, to: end })) {
        for (const record of records) this.#keep(markOf(record))
        this.#positions.set(partition, lastOffset + 1)
      }
    }
    return this
  }

  #keep(mark: Mark | undefined): void {
    const { topicId, partitions } = this.#queue
    if (mark === undefined || mark.letter.topicId !== topicId) return
    const held = partitions.find(({ partition }) => partition === mark.letter.partition)
    if (held && mark.letter.offset >= held.low) this.#marks.set(placeOf(mark.letter), mark)
  }
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
