import type { TopicChange, TopicDeclaration, TopicDescription } from '@trailhouse/kafka'

/** What applying a declaration would change; `found` is undefined where there is no such topic. */
export function differences(declared: TopicDeclaration, found: TopicDescription | undefined): TopicChange[] {
  const topic = declared.name
  if (found === undefined) return [{ topic, change: 'created', detail: `${declared.partitions} partitions` }]
  const changes: TopicChange[] = []
  if (found.partitions !== declared.partitions) {
    changes.push({ topic, change: 'partitions-added', detail: `${found.partitions} -> ${declared.partitions}` })
  }
  for (const [name, value] of Object.entries(declared.config ?? {})) {
    const now = found.config[name]
    if (now !== value)
      changes.push({ topic, change: 'config-changed', detail: `${name}: ${now ?? 'unknown'} -> ${value}` })
  }
  return changes.length > 0 ? changes : [{ topic, change: 'unchanged', detail: '' }]
}
