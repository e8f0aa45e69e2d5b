import { z } from 'zod'

/**
 * What the sink says beside each committed offset of a partition. The committed offset is the first one that is not yet
 * known to be stored; the intent, where there is one, says that [committed, last] is about to be inserted as one block.
 */
export type Progress = {
  /** UUID of the topic that the offsets belong to: a topic made again is another topic. */
  readonly topicId: string
  /** Greatest offset known to be a row in ClickHouse when this was written; -1 for none. */
  readonly stored: number
  readonly intent: Intent | null
}

export type Intent = {
  /** Last offset of the range, included. */
  readonly last: number
  /** When this owner wrote it, ms since the epoch. */
  readonly at: number
  /** When the range was first meant to be inserted, by whichever owner: the age of its token. */
  readonly since: number
  /** Only some of the range's records are in the block: its token is not the range's own, and it cannot be replayed by it. */
  readonly partial: boolean
}

const offset = z.number().int().min(-1)
const metadataSchema = z.object({
  topic: z.string(),
  stored: offset,
  last: offset.optional(),
  at: z.number().optional(),
  since: z.number().optional(),
  partial: z.boolean().optional(),
})

/** @returns the metadata of a commit: JSON of at most 200 bytes, of Kafka's 4,096 */
export function encodeProgress({ topicId, stored, intent }: Progress): string {
  if (intent === null) return JSON.stringify({ topic: topicId, stored })
  const { last, at, since, partial } = intent
  return JSON.stringify({
    last,
    at,
    ...(since === at ? {} : { since }),
    ...(partial ? { partial } : {}),
    topic: topicId,
    stored,
  })
}

/** @returns null where the metadata is not the sink's: none, or an offset that was set by another tool */
export function decodeProgress(metadata: string): Progress | null {
  const parsed = metadataSchema.safeParse(parseJson(metadata))
  if (!parsed.success) return null
  const { topic, stored, last, at, since = at, partial = false } = parsed.data
  const intent = last === undefined || at === undefined || since === undefined ? null : { last, at, since, partial }
  return { topicId: topic, stored, intent }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
