import type { Target } from '@trailhouse/event'

/**
 * Adds a thing that was acted on, unless nothing names it or it is there already. A thing with several names (a login,
 * a display name) has an entry for each, all with its id, so that any of them finds the event. Of more than
 * `maxTargets` the rest stays in `raw` alone: looking for one that is there already takes time by their square.
 */
export function addTarget(targets: Target[], type: string, id: string, ...names: readonly string[]): void {
  let named = false
  for (const name of names) {
    if (name === '') continue
    push(targets, type, id || name, name)
    named = true
  }
  if (!named && id !== '') push(targets, type, id, '')
}

export const maxTargets = 1_000

function push(targets: Target[], type: string, id: string, name: string): void {
  if (targets.length >= maxTargets) return
  for (const target of targets) {
    if (target.id === id && target.name === name && target.type === type) return
  }
  targets.push({ type, id, name })
}
