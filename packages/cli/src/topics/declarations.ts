import { readFile } from 'node:fs/promises'
import { TrailhouseError } from '@trailhouse/errors'
import type { TopicDeclaration } from '@trailhouse/kafka'
import { parse } from 'yaml'
import { z } from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const file = z.strictObject({
  topics: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9._-]{1,249}$/, 'takes the name of a topic'),
        partitions: z.number().int().min(1).max(10_000),
        replication_factor: z.number().int().min(1).max(32_767).optional(),
        config: z.record(z.string(), scalar).optional(),
      }),
    )
    .min(1),
})

/** Throws TrailhouseError TOPICS_FILE_INVALID, naming the place in the file. */
export async function readDeclarations(path: string): Promise<TopicDeclaration[]> {
  try {
    return parseDeclarations(await readFile(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof TrailhouseError) throw cause
    throw new TrailhouseError('TOPICS_FILE_INVALID', `${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

export function parseDeclarations(text: string): TopicDeclaration[] {
  const parsed = file.safeParse(parse(text))
  if (!parsed.success) throw new TrailhouseError('TOPICS_FILE_INVALID', z.prettifyError(parsed.error))
  return parsed.data.topics.map(({ name, partitions, replication_factor, config }) => ({
    name,
    partitions,
    ...(replication_factor === undefined ? {} : { replicationFactor: replication_factor }),
    ...(config === undefined ? {} : { config }),
  }))
}
