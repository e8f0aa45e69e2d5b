import { expect } from 'vitest'
import type { Pipeline } from './pipeline.ts'

export type Counts = { readonly records: number; readonly events: number; readonly deadLetters: number }

/**
 * Conservation, by origin: each record of the inputs is stored as all of its events, once, or as one dead letter. Read
 * committed. `held` says how many events a record holds; 0: it is a dead letter.
 */
export async function conserved(
  pipeline: Pipeline,
  inputs: readonly string[],
  held: (value: Buffer | null) => number,
): Promise<Counts> {
  const expected: string[] = []
  const lost: string[] = []
  for (const topic of inputs) {
    for (const { partition, offset, value } of await pipeline.readAll(topic)) {
      const place = `${topic}/${partition}/${offset}`
      const events = held(value)
      for (let index = 0; index < events; index++) expected.push(`${place}/${index}`)
      if (events === 0) lost.push(place)
    }
  }
  const stored = (await pipeline.readEvents()).map(
    ({ event }) => `${event.origin_topic}/${event.origin_partition}/${event.origin_offset}/${event.origin_index}`,
  )
  const letters = (await pipeline.readDeadLetters()).map(
    ({ origin }) => `${origin.topic}/${origin.partition}/${origin.offset}`,
  )
  expect(stored.toSorted()).toEqual(expected.toSorted())
  expect(letters.toSorted()).toEqual(lost.toSorted())
  return {
    records: new Set([...expected.map(recordOf), ...lost]).size,
    events: stored.length,
    deadLetters: letters.length,
  }
}

const recordOf = (origin: string) => origin.slice(0, origin.lastIndexOf('/'))

/** CloudTrail files as vendor-records.ts makes them; whatever is not one is a dead letter. */
export function cloudTrailEvents(value: Buffer | null): number {
  try {
    return JSON.parse(String(value)).Records.length
  } catch {
    return 0
  }
}
