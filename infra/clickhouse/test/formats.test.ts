import { readFileSync } from 'node:fs'
import { insertNative, migrate, query } from '@trailhouse/clickhouse'
import { toEcs, toOcsf } from '@trailhouse/event/formats'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ownDatabase } from '../../../packages/clickhouse/test/support/clickhouse.ts'
import { insertOf } from '../../../packages/clickhouse/test/support/events.ts'
import { formatViews } from '../../../packages/event/scripts/format-views.ts'
import { anyEvent } from '../../../test/formats/any-event.ts'
import { everyClass, samples } from '../../../test/formats/events.ts'

const events = [...samples, ...everyClass, ...fc.sample(anyEvent, { numRuns: 500, seed: 8 })]
const { clickhouse, drop } = ownDatabase(inject('clickhouse'), 'formats')

beforeAll(async () => {
  await migrate(clickhouse)
  await insertNative(clickhouse, insertOf(events))
})
afterAll(drop)

test.each([
  ['ocsf', toOcsf],
  ['ecs', toEcs],
] as const)('the view %s gives every event as the serializer does', { timeout: 120_000 }, async (view, serialize) => {
  const rows = await query<{ event: string }>(clickhouse, {
    sql: `SELECT event FROM ${view}`,
  })
  expect(rows).toHaveLength(events.length)
  const given = rows.map((row) => textOf(JSON.parse(row.event))).sort()
  const made = events.map((event) => textOf(serialize(event))).sort()
  const differs = given.findIndex((text, at) => text !== made[at])
  expect(given[differs]).toBe(made[differs])
})

/** JSON text with the keys of every object in order: a map's keys come in the order of their bytes or of insertion. */
const textOf = (value: unknown) => JSON.stringify(value, (_, member) => (isMap(member) ? inOrder(member) : member))
const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
const inOrder = (object: object) =>
  Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)))

test('the migration is what the definitions give', () => {
  expect(readFileSync(new URL('../migrations/0005_ocsf_ecs.sql', import.meta.url), 'utf8')).toBe(formatViews())
})
