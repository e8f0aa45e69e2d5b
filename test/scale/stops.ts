/** The offset that each partition had committed, seen at a time in ms. */
export type Sample = { readonly at: number; readonly committed: ReadonlyMap<string, number> }

export type Stop = { readonly partition: string; readonly ms: number }

/**
 * Pure. For each partition that advanced at all, its longest time without an advance between `from` and `to`; longest first.
 * An advance is seen up to one sample late, so that a stop is measured to within one interval of the samples.
 */
export function stops(samples: readonly Sample[], from: number, to: number): Stop[] {
  const advances = advancesOf(samples)
  const longest = [...advances].map(([partition, times]) => ({ partition, ms: longestGap(times, from, to) }))
  return longest.sort((a, b) => b.ms - a.ms)
}

function advancesOf(samples: readonly Sample[]): Map<string, number[]> {
  const last = new Map<string, number>()
  const advances = new Map<string, number[]>()
  for (const { at, committed } of samples) {
    for (const [partition, offset] of committed) {
      if (offset <= (last.get(partition) ?? 0)) continue
      last.set(partition, offset)
      advances.set(partition, [...(advances.get(partition) ?? []), at])
    }
  }
  return advances
}

/** What began before `from` or ends after `to` counts as far as it lies between them. */
function longestGap(times: readonly number[], from: number, to: number): number {
  const within = [from, ...times.filter((time) => time > from && time < to), to]
  return Math.max(...within.slice(1).map((time, index) => time - (within[index] ?? from)))
}
