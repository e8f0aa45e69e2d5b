import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type GateRule, ShareGate } from '../src/share-gate.ts'
import { countDeadLetter, countEvents, type Tallies } from '../src/tally.ts'

const rule: GateRule = { windowMs: 60_000, limit: 0.5, minimum: 10, pause: true, pauseMs: 5_000 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function tallies(dataset: string, good: number, dead: number): Tallies {
  const all: Tallies = new Map()
  for (let i = 0; i < good; i++) countEvents(all, dataset, 1)
  for (let i = 0; i < dead; i++) countDeadLetter(all, dataset, 'MALFORMED')
  return all
}

function gateWithPartition(over: Partial<GateRule> = {}) {
  const changes: string[] = []
  const gate = new ShareGate({ ...rule, ...over }, (topic, closed) =>
    changes.push(`${topic} ${closed?.dataset ?? 'open'}`),
  )
  const partition = { pause: vi.fn(), resume: vi.fn() }
  gate.add('in', partition)
  return { gate, partition, changes }
}

test('a topic is paused when the share of a dataset on it is past the rule, and goes on after its time', () => {
  const { gate, partition, changes } = gateWithPartition()
  gate.observe('in', tallies('okta', 1, 9))
  expect(partition.pause).toHaveBeenCalledTimes(1)
  expect(gate.pausedPartitions()).toBe(1)
  vi.advanceTimersByTime(5_000)
  expect(partition.resume).toHaveBeenCalledTimes(1)
  expect(changes).toEqual(['in okta', 'in open'])
})

test('other topics and other datasets are left alone', () => {
  const { gate, partition } = gateWithPartition()
  gate.observe('other', tallies('okta', 0, 20))
  gate.observe('in', tallies('okta', 20, 0))
  expect(partition.pause).not.toHaveBeenCalled()
})

test('without the setting the share is told and nothing pauses', () => {
  const { gate, partition } = gateWithPartition({ pause: false })
  gate.observe('in', tallies('okta', 5, 15))
  expect(gate.shares()).toEqual(new Map([['okta', 0.75]]))
  expect(partition.pause).not.toHaveBeenCalled()
})

test('a partition that is assigned while its topic is paused is paused at once', () => {
  const { gate } = gateWithPartition()
  gate.observe('in', tallies('okta', 0, 10))
  const late = { pause: vi.fn(), resume: vi.fn() }
  gate.add('in', late)
  expect(late.pause).toHaveBeenCalledTimes(1)
})

test('with no time set only an operator lets a topic go on, and what closed it is not counted again', () => {
  const { gate, partition } = gateWithPartition({ pauseMs: 0 })
  gate.observe('in', tallies('okta', 0, 10))
  vi.advanceTimersByTime(86_400_000)
  expect(partition.resume).not.toHaveBeenCalled()
  gate.openAll()
  expect(partition.resume).toHaveBeenCalledTimes(1)
  gate.observe('in', tallies('okta', 0, 1))
  expect(gate.pausedPartitions()).toBe(0)
})

test('a partition that was lost is not resumed', () => {
  const changes = new ShareGate(rule, () => {})
  const partition = { pause: vi.fn(), resume: vi.fn() }
  const remove = changes.add('in', partition)
  changes.observe('in', tallies('okta', 0, 10))
  remove()
  changes.openAll()
  expect(partition.resume).not.toHaveBeenCalled()
})
