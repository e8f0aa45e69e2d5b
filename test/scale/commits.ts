import { setTimeout as delay } from 'node:timers/promises'
import type { Bed } from '../faults/framework/bed.ts'
import type { ServiceName } from '../faults/framework/service.ts'
import type { Sample } from './stops.ts'

export type Watch = { readonly samples: Sample[]; end(): Promise<void> }

/** What a service's group has committed, asked of the broker every 100 ms. */
export function watchCommits(bed: Bed, service: ServiceName): Watch {
  const samples: Sample[] = []
  const topics = service === 'sink' ? [bed.normalized] : bed.inputs
  let ended = false
  const watching = (async () => {
    while (!ended) {
      const offsets = await bed.admin.fetchOffsets(bed.group(service), topics)
      const pairs = offsets.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset ?? 0] as const)
      samples.push({ at: performance.now(), committed: new Map(pairs) })
      await delay(100)
    }
  })()
  watching.catch(() => undefined)
  const end = async () => {
    ended = true
    await watching
  }
  return { samples, end }
}
