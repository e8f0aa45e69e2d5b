import { query } from '@trailhouse/clickhouse'
import { reasonCodes } from '@trailhouse/errors'
import type { Message } from '@trailhouse/kafka'
import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import type { Bed } from '../framework/bed.ts'
import type { Service } from '../framework/service.ts'

/** What a record became: its events, or a dead letter with a reason of the closed list. */
export type Outcome = { readonly events: number } | { readonly reason: string; readonly stage: string }

type Found = { readonly events: number | string; readonly reason: string; readonly stage: string }

/**
 * Sends one record, waits until it is stored as a dead letter or as `events` events, and counts what is to be found of it
 * at the end.
 */
export async function outcomeOf(bed: Bed, topic: string, message: Message, events = 1): Promise<Outcome> {
  const [sent] = await bed.producer.send([{ topic, messages: [{ partition: 0, ...message }] }])
  if (sent === undefined) throw new Error(`${topic} took nothing`)
  let outcome: Outcome | undefined
  const stored = async () => {
    outcome = await look(bed, topic, sent.baseOffset, events)
    return outcome !== undefined
  }
  await until(`${topic}@${sent.baseOffset} is stored`, stored, 60_000)
  if (outcome === undefined) throw new Error('unreachable')
  if ('events' in outcome) bed.expected.events += outcome.events
  else bed.expected.letters++
  return outcome
}

async function look(bed: Bed, topic: string, offset: number, events: number): Promise<Outcome | undefined> {
  const where = 'origin_topic = {topic:String} AND origin_offset = {offset:UInt64}'
  // Who writes to audit.normalized says what origin he likes: an event of his is found by its place.
  const stored = topic === bed.normalized ? 'kafka_partition = 0 AND kafka_offset = {offset:UInt64}' : where
  const sql = `SELECT (SELECT count() FROM events WHERE ${stored}) AS events, any(reason) AS reason, any(stage) AS stage
    FROM dead_letters WHERE ${where}`
  const [found] = await query<Found>(bed.clickhouse, { sql, params: { topic, offset } })
  if (found === undefined) return undefined
  if (found.reason !== '') {
    expect(reasonCodes).toContain(found.reason)
    return { reason: found.reason, stage: found.stage }
  }
  return Number(found.events) >= events ? { events: Number(found.events) } : undefined
}

export const worded = (outcome: Outcome): string =>
  'events' in outcome ? `${outcome.events} events` : `dead letter ${outcome.reason} (${outcome.stage})`

/** Of resident memory: what a service takes at full rate (docs/operations.md), and the largest record it may meet. */
const memoryBound = 512 * 1024 * 1024

/** Asserts the bound, and says in words how near they came. */
export async function withinMemory(...services: readonly Service[]): Promise<string> {
  const peaks = await Promise.all(services.map((service) => service.peakMemory()))
  for (const peak of peaks) expect(peak).toBeLessThan(memoryBound)
  return services.map(({ name }, i) => `${name} ${Math.round((peaks[i] ?? 0) / 1e6)} MB`).join(', ')
}
