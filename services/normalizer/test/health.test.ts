import type { PartitionState, RunningConsumer } from '@trailhouse/kafka'
import { expect, test } from 'vitest'
import { type HealthView, notReady } from '../src/health.ts'

const consumerWith = (...states: PartitionState[]) => ({ assignments: () => states }) as unknown as RunningConsumer

const well: HealthView = {
  consumer: consumerWith({ topic: 'a', partition: 0, state: 'running', position: 1 }),
  joined: true,
  missingTopics: [],
  closedTopics: new Map(),
  awaitingRegistry: 0,
  starting: undefined,
}

test('an instance that does its whole work is ready, even with no partition of its own', () => {
  expect(notReady(well)).toEqual([])
  expect(notReady({ ...well, consumer: consumerWith() })).toEqual([])
})

test('until the start is done, what it waits for is the one reason', () => {
  expect(notReady({ ...well, starting: 'waiting for Kafka', missingTopics: ['a'] })).toEqual(['waiting for Kafka'])
})

test('whatever keeps records waiting is a reason of its own', () => {
  const stopped = { topic: 'a', partition: 3, code: 'TOPIC_REMADE', message: '' }
  const states: PartitionState[] = [{ topic: 'a', partition: 3, state: 'stopped', position: null, stopped }]
  const reasons = notReady({
    ...well,
    consumer: consumerWith(...states),
    joined: false,
    missingTopics: ['audit.events'],
    closedTopics: new Map([['b', { dataset: 'okta', until: 0 }]]),
    awaitingRegistry: 2,
  })
  expect(reasons).toEqual([
    'input topic audit.events does not exist',
    'not yet a member of the consumer group',
    'a/3 stopped: TOPIC_REMADE',
    'b is paused: too many records of okta became dead letters',
    '2 partitions wait for the schema registry',
  ])
})
