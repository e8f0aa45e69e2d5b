import type { RunningConsumer } from '@trailhouse/kafka'
import type { ClosedGate } from './share-gate.ts'

export type HealthView = {
  readonly consumer: RunningConsumer | undefined
  /** Whether this instance has been given partitions by the group, be it none of them. */
  readonly joined: boolean
  readonly missingTopics: readonly string[]
  readonly closedTopics: ReadonlyMap<string, ClosedGate>
  /** Partitions that wait for the registry. */
  readonly awaitingRegistry: number
  /** What the start waits for; undefined once it is done. */
  readonly starting: string | undefined
}

/** Why not all records are being processed now; empty when they are. */
export function notReady(view: HealthView): string[] {
  if (view.starting !== undefined) return [view.starting]
  const reasons = view.missingTopics.map((topic) => `input topic ${topic} does not exist`)
  if (view.consumer === undefined) return [...reasons, 'no input topic exists yet']
  if (!view.joined) reasons.push('not yet a member of the consumer group')
  for (const { stopped } of view.consumer.assignments()) {
    if (stopped !== undefined) reasons.push(`${stopped.topic}/${stopped.partition} stopped: ${stopped.code}`)
  }
  for (const [topic, { dataset }] of view.closedTopics) {
    reasons.push(`${topic} is paused: too many records of ${dataset} became dead letters`)
  }
  if (view.awaitingRegistry > 0) reasons.push(`${view.awaitingRegistry} partitions wait for the schema registry`)
  return reasons
}
