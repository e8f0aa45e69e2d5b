/** Which of the existing topics are read, and which names in the setting stand for nothing yet. */
export type InputTopics = { readonly topics: readonly string[]; readonly missing: readonly string[] }

/**
 * `patterns` are names, or beginnings that end in `*`. Topics that the pipeline itself writes are never taken by a
 * pattern: the normalizer would feed itself.
 */
export function inputTopics(
  patterns: readonly string[],
  existing: readonly string[],
  written: readonly string[],
): InputTopics {
  const readable = existing.filter((topic) => !written.includes(topic) && !topic.startsWith('__'))
  const named = patterns.filter((pattern) => !pattern.endsWith('*'))
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1))
  const topics = readable.filter(
    (topic) => named.includes(topic) || prefixes.some((prefix) => topic.startsWith(prefix)),
  )
  return { topics: topics.sort(), missing: named.filter((name) => !topics.includes(name)) }
}

export const sameTopics = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join()
