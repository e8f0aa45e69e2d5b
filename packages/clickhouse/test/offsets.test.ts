import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { greatestOffset, insertNative, migrate, offsetsHeld, query, topicsHeld } from '../src/index.ts'
import { ownDatabase } from './support/clickhouse.ts'
import { event, insertOf, topicId } from './support/events.ts'

const own = ownDatabase(inject('clickhouse'))
const { clickhouse } = own
const of = { table: 'events', topicId, partition: 3 }

beforeAll(async () => {
  await migrate(clickhouse)
  await insertNative(clickhouse, insertOf([event({}), event({}), event({})], 10, 3))
  await insertNative(clickhouse, insertOf([event({}), event({})], 20, 3))
  await insertNative(clickhouse, insertOf([event({})], 900, 4))
})
afterAll(own.drop)

test('the greatest offset is that of the topic and partition asked for', async () => {
  expect(await greatestOffset(clickhouse, of)).toBe(21)
  expect(await greatestOffset(clickhouse, { ...of, partition: 4 })).toBe(900)
})

test('a partition without rows has no greatest offset', async () => {
  expect(await greatestOffset(clickhouse, { ...of, partition: 5 })).toBeNull()
  const remade = '00000000-0000-4000-8000-000000000000'
  expect(await greatestOffset(clickhouse, { ...of, topicId: remade })).toBeNull()
})

test('the greatest offset is read from its projection, not from the rows', async () => {
  const [plan] = await query<{ lines: string }>(clickhouse, {
    sql: `SELECT arrayStringConcat(groupArray(explain), '\n') AS lines FROM (EXPLAIN SELECT max(kafka_offset) FROM events
      WHERE kafka_topic_id = {topicId:UUID} AND kafka_partition = 3 GROUP BY kafka_topic_id, kafka_partition)`,
    params: { topicId },
  })
  expect(plan?.lines).toContain('ReadFromMergeTree (greatest_offset)')
})

test('the offsets held of a range are given in order, each once', async () => {
  expect(await offsetsHeld(clickhouse, { ...of, first: 11, last: 20 })).toEqual([11, 12, 20])
  expect(await offsetsHeld(clickhouse, { ...of, first: 13, last: 19 })).toEqual([])
})

test('the topics that filled a partition are told apart', async () => {
  expect(await topicsHeld(clickhouse, { table: 'events', partition: 3 })).toEqual([{ topicId, greatest: 21 }])
})

test('a question that is aborted rejects with the reason', async () => {
  const signal = AbortSignal.abort(new Error('partition lost'))
  await expect(greatestOffset(clickhouse, { ...of, signal })).rejects.toThrow('partition lost')
})
