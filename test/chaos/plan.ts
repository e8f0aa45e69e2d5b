import fc from 'fast-check'

export type PartName = 'kafka' | 'registry' | 'clickhouse'
export type Target = PartName | 'normalizer' | 'sink' | 'second normalizer' | 'second sink'

/**
 * What befalls a target for a while. The wire's faults lie between the services and a part: `slow` adds 200 ms to each
 * chunk, `narrow` lets 64 KiB/s through, `cut` resets all connections, `half-open` passes nothing, `swallow` passes requests
 * and no responses, `refuse` resets new connections too, and the rest answer each HTTP request themselves.
 */
export type Fault =
  | 'kill'
  | 'pause'
  | 'restart'
  | 'join and leave'
  | 'join and die'
  | 'slow'
  | 'narrow'
  | 'cut'
  | 'half-open'
  | 'swallow'
  | 'refuse'
  | 'answer 404'
  | 'answer 500'
  | 'answer 503'

export type Step = {
  readonly target: Target
  readonly fault: Fault
  /** ms from the beginning of the walk. */
  readonly at: number
  /** ms until it is ended. */
  readonly lasts: number
}

const wire = ['slow', 'narrow', 'cut', 'half-open', 'swallow', 'refuse'] as const

/** The first of each is drawn as often as all others together. */
export const faultsOf: Readonly<Record<Target, readonly [Fault, ...Fault[]]>> = {
  kafka: ['kill', 'pause', ...wire],
  registry: ['kill', 'pause', ...wire, 'answer 404', 'answer 500'],
  clickhouse: ['kill', 'pause', ...wire, 'answer 500', 'answer 503'],
  normalizer: ['kill', 'pause', 'restart'],
  sink: ['kill', 'pause', 'restart'],
  'second normalizer': ['join and leave', 'join and die'],
  'second sink': ['join and leave', 'join and die'],
}

const gapMs = { min: 500, max: 8_000 }
/** Up to twice the session of 6 s: a paused process wakes as a zombie, or in time. */
const lastsMs = { min: 500, max: 12_000 }
/** Draws for a walk: one in so many ms, of which half are needed, since a gap is 4.25 s at the mean. */
const drawnEveryMs = 2_000
/** Of a target between two of its faults. */
const restMs = 3_000

const drawn = fc
  .constantFrom(...(Object.keys(faultsOf) as Target[]))
  .chain((target) =>
    fc.record({ target: fc.constant(target), fault: faultOf(target), gap: ms(gapMs), lasts: ms(lastsMs) }),
  )

/**
 * The walk of a seed: a pure function of both. Faults of several targets overlap; those of one do not. All are over when the
 * minutes are. A longer walk of the same seed begins as the shorter one.
 */
export function planOf(seed: number, minutes: number): Step[] {
  const end = minutes * 60_000
  const free = new Map<Target, number>()
  const steps: Step[] = []
  let at = 0
  for (const { target, fault, gap, lasts } of fc.sample(drawn, { seed, numRuns: Math.ceil(end / drawnEveryMs) })) {
    at = Math.max(at + gap, free.get(target) ?? 0)
    if (at + lasts > end) break
    free.set(target, at + lasts + restMs)
    steps.push({ target, fault, at, lasts })
  }
  return steps
}

function faultOf(target: Target): fc.Arbitrary<Fault> {
  const [first, ...others] = faultsOf[target]
  return fc.oneof(fc.constant(first), fc.constantFrom(...others))
}

/** Each as likely as any other: fast-check's own bias to the ends would make most faults the shortest or the longest. */
function ms({ min, max }: { min: number; max: number }): fc.Arbitrary<number> {
  return fc.noBias(fc.integer({ min, max }))
}
