import type { ByteBudget } from '@trailhouse/kafka'
import type { Clock } from './clock.ts'
import type { CutLimits } from './cut.ts'
import type { PartitionSink } from './partition-sink.ts'
import type { Permits } from './permits.ts'
import type { Signals } from './signals.ts'

/** What all partitions of the process share. */
export type Shared = {
  readonly clock: Clock
  readonly limits: CutLimits
  readonly budget: ByteBudget
  readonly signals: Signals
  /**
   * Turns to fill a range while behind. A turn lasts until the range is stored: so the ranges of a backlog are full ones,
   * however many partitions it has, and few of them are held at once.
   */
  readonly turns: Permits
  /** The partitions that the process works on. */
  readonly sinks: Set<PartitionSink>
}

/** While the budget is full, the largest range that can be sent is sent, so that reading goes on. */
export function relieve({ budget, sinks }: Shared): void {
  if (!budget.exceeded) return
  const [largest] = [...sinks].sort((a, b) => b.readyBytes - a.readyBytes)
  if (largest && largest.readyBytes > 0) largest.relieve()
}
