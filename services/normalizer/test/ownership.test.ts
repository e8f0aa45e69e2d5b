import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterFence, mayBeForgotten, offsetMetadata, type Start, startAt } from '../src/ownership.ts'

const input = { topic: 'audit.raw.okta', topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 3 }
const metadata = offsetMetadata(input.topicId)

test('a group without an offset begins with the first record of the topic', () => {
  const position = { committed: null, metadata: '', logStart: 0, logEnd: 9 }
  expect(startAt(input, position, undefined)).toEqual({ next: 'fetch', offset: 0, lost: 0 })
})

test('the record is asked where the group knows nothing and the partition has had records', () => {
  expect(mayBeForgotten({ committed: null, metadata: '', logStart: 0, logEnd: 9 })).toBe(true)
  expect(mayBeForgotten({ committed: null, metadata: '', logStart: 9, logEnd: 9 })).toBe(true)
  expect(mayBeForgotten({ committed: null, metadata: '', logStart: 0, logEnd: 0 })).toBe(false)
  expect(mayBeForgotten({ committed: 0, metadata, logStart: 0, logEnd: 9 })).toBe(false)
})

test('an offset that Kafka still holds is where it goes on, the end included', () => {
  for (const committed of [4, 7, 9]) {
    const start = startAt(input, { committed, metadata, logStart: 4, logEnd: 9 }, undefined)
    expect(start).toEqual({ next: 'fetch', offset: committed, lost: 0 })
  }
})

test('an offset that retention has passed stops the partition, counts the loss, and offers where to go on', () => {
  const position = { committed: 5, metadata, logStart: 12, logEnd: 20 }
  expect(startAt(input, position, undefined)).toMatchObject({ code: 'OFFSET_OUT_OF_RANGE', lost: 7, offer: 12 })
  const never = { committed: null, metadata: '', logStart: 12, logEnd: 20 }
  expect(startAt(input, never, undefined)).toMatchObject({ code: 'OFFSET_OUT_OF_RANGE', lost: 12, offer: 12 })
})

test('an operator’s word is believed where it names the very offset that was offered, and nowhere else', () => {
  const position = { committed: 5, metadata, logStart: 12, logEnd: 20 }
  expect(startAt(input, position, 12)).toEqual({ next: 'fetch', offset: 12, lost: 7 })
  expect(startAt(input, position, 13).next).toBe('stop')
  expect(startAt(input, { ...position, logStart: 15 }, 12).next).toBe('stop')
})

test('an offset of a deleted topic is worth nothing for the one made again, even where it fits', () => {
  const position = {
    committed: 5,
    metadata: offsetMetadata('00000000-0000-4000-8000-000000000000'),
    logStart: 0,
    logEnd: 9,
  }
  expect(startAt(input, position, undefined)).toMatchObject({ next: 'stop', code: 'TOPIC_REMADE', offer: 0 })
  expect(startAt(input, position, 0)).toEqual({ next: 'fetch', offset: 0, lost: 0 })
})

test('a log that lost its end stops the partition, and no word helps: its offsets will be given out again', () => {
  const position = { committed: 9, metadata, logStart: 0, logEnd: 7 }
  expect(startAt(input, position, 7)).toMatchObject({ next: 'stop', code: 'OFFSET_OUT_OF_RANGE', offer: null })
})

test('no offset is passed over without a word', () => {
  const offsets = fc.nat({ max: 30 })
  fc.assert(
    fc.property(fc.option(offsets), offsets, offsets, (committed, logStart, length) => {
      const position = { committed, metadata: committed === null ? '' : metadata, logStart, logEnd: logStart + length }
      const decision = startAt(input, position, undefined)
      const due = committed ?? 0
      if (decision.next === 'fetch') expect(decision.offset).toBe(due)
      else expect(due < logStart || due > position.logEnd).toBe(true)
    }),
  )
})

test('after the fence only an unchanged committed offset lets the batch in hand be written', () => {
  expect(afterFence(null, null)).toBe('transact')
  expect(afterFence(7, 7)).toBe('transact')
  expect(afterFence(7, 9)).toBe('read-again')
  expect(afterFence(null, 0)).toBe('read-again')
})

const other = offsetMetadata('00000000-0000-4000-8000-000000000000')

const forgotten = { committed: null, metadata: '', logStart: 0, logEnd: 200 }

/** The rows of the table "Where a partition goes on" of docs/reliability.md. */
const situations: Record<string, Parameters<typeof startAt>[1]> = {
  'nothing committed, the log begins at 0': { committed: null, metadata: '', logStart: 0, logEnd: 200 },
  'nothing committed, 100 was recorded': { ...forgotten, ...{ committed: 100, metadata } },
  'of another topic id 100 was recorded': { ...forgotten, ...{ committed: 100, metadata: other } },
  'nothing committed, the log begins at 120': { committed: null, metadata: '', logStart: 120, logEnd: 200 },
  'the log holds 0 to 200': { committed: 100, metadata, logStart: 0, logEnd: 200 },
  'the log ends at 100': { committed: 100, metadata, logStart: 0, logEnd: 100 },
  'the log begins at 120': { committed: 100, metadata, logStart: 120, logEnd: 200 },
  'the log ends at 90': { committed: 100, metadata, logStart: 0, logEnd: 90 },
  'the commit is of another topic id': { committed: 100, metadata: other, logStart: 0, logEnd: 200 },
}

function inWords(start: Start): string {
  if (start.next === 'fetch') return `go on from ${start.offset}`
  return `stop: ${start.code}, offers ${start.offer ?? 'nothing'}`
}

test('docs/reliability.md says where a partition goes on, in each situation', () => {
  const page = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8')
  const [, table = ''] = /### Where a partition goes on\n([\s\S]*?)\n### /.exec(page) ?? []
  const rows = [...table.matchAll(/^\| (.+?) *\| (.+?) *\|$/gm)]
    .slice(1)
    .filter(([, situation]) => !situation?.startsWith('--'))
  const told = Object.fromEntries(rows.map(([, situation = '', decision]) => [situation, decision]))
  const decided = Object.entries(situations).map(([name, position]) => [
    name,
    inWords(startAt(input, position, undefined)),
  ])
  expect(told).toEqual(Object.fromEntries(decided))
})
