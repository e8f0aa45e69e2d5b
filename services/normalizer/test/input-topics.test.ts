import { expect, test } from 'vitest'
import { inputTopics } from '../src/input-topics.ts'

const existing = ['audit.events', 'audit.raw.okta', 'audit.normalized', 'audit.dlq', '__consumer_offsets', 'other']

test('a name stands for itself, a name with a star for every topic that begins so', () => {
  expect(inputTopics(['audit.events', 'audit.raw.*'], existing, [])).toEqual({
    topics: ['audit.events', 'audit.raw.okta'],
    missing: [],
  })
})

test('no pattern takes a topic that the normalizer writes, nor one of Kafka itself', () => {
  const { topics } = inputTopics(['audit.*', '*'], existing, ['audit.normalized', 'audit.dlq'])
  expect(topics).toEqual(['audit.events', 'audit.raw.okta', 'other'])
})

test('a name without a topic is told, a pattern without one is not', () => {
  expect(inputTopics(['audit.orders', 'x.*'], existing, [])).toEqual({ topics: [], missing: ['audit.orders'] })
})
