import { readFile } from 'node:fs/promises'
import { TrailhouseError } from '@trailhouse/errors'
import type { TopicDeclaration } from '@trailhouse/kafka'
import { parse } from 'yaml'
import { z } from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const topic = z.strictObject({
  partitions: z.number().int().min(1).max(10_000),
  replication_factor: z.number().int().min(1).max(32_767).optional(),
  config: z.record(z.string(), scalar).optional(),
})

const file = z.strictObject({
  /** What `--dataset` makes a topic with. */
  dataset_topic: topic.optional(),
  topics: z
    .array(topic.extend({ name: z.string().regex(/^[A-Za-z0-9._-]{1,249}$/, 'takes the name of a topic') }))
    .min(1),
})

/**
 * The topics that a file declares, and for each of `datasets` the topic of its raw records.
 *
 * @throws TrailhouseError TOPICS_FILE_INVALID, naming the place in the file
 */
export async function readDeclarations(path: string, datasets: readonly string[] = []): Promise<TopicDeclaration[]> {
  try {
    return parseDeclarations(await readFile(path, 'utf8'), datasets)
  } catch (cause) {
    if (cause instanceof TrailhouseError) throw cause
    throw new TrailhouseError('TOPICS_FILE_INVALID', `${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

export function parseDeclarations(text: string, datasets: readonly string[] = []): TopicDeclaration[] {
  const parsed = file.safeParse(parse(text))
  if (!parsed.success) throw new TrailhouseError('TOPICS_FILE_INVALID', z.prettifyError(parsed.error))
  const { topics, dataset_topic } = parsed.data
  const declared = new Map(topics.map((each) => [each.name, declaration(each.name, each)]))
  for (const dataset of datasets) {
    if (dataset_topic === undefined) throw new TrailhouseError('TOPICS_FILE_INVALID', 'the file has no dataset_topic')
    const name = `audit.raw.${dataset}`
    // What the file says of this topic itself counts.
    if (!declared.has(name)) declared.set(name, declaration(name, dataset_topic))
  }
  return [...declared.values()]
}

function declaration(
  name: string,
  { partitions, replication_factor, config }: z.infer<typeof topic>,
): TopicDeclaration {
  return {
    name,
    partitions,
    ...(replication_factor === undefined ? {} : { replicationFactor: replication_factor }),
    ...(config === undefined ? {} : { config }),
  }
}
