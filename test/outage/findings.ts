import { growth } from './memory.ts'
import type { Look } from './samples.ts'

/** Why an outage was not borne as it should be; empty when it was. Pure. `looks` are those of the outage, in order. */
export function findings(looks: readonly Look[], partitions: number): string[] {
  const last = looks.slice(-Math.ceil(looks.length / 4))
  const always = (holds: (look: Look) => boolean) => last.length > 0 && last.every(holds)
  const [begin, end] = [last[0]?.retries ?? 0, last.at(-1)?.retries ?? 0]
  const says = (wrong: boolean, what: string) => (wrong ? [what] : [])
  return [
    ...says(!flat(looks, 'sinkBytes'), "the sink's memory grows"),
    ...says(!flat(looks, 'normalizerBytes'), "the normalizer's memory grows"),
    ...says(!always(({ paused }) => paused >= partitions), 'not all partitions are said to be paused'),
    ...says(!always(({ ready }) => ready === 503), 'the sink says that it is ready'),
    ...says(!always(({ live }) => live === 200), 'the sink says that it is not alive'),
    ...says(end <= begin, 'the sink does not try again'),
  ]
}

export const memory = (looks: readonly Look[], of: 'sinkBytes' | 'normalizerBytes') =>
  growth(looks.map((look) => ({ at: look.at, bytes: look[of] })))

const flat = (looks: readonly Look[], of: 'sinkBytes' | 'normalizerBytes') => memory(looks, of).flat
