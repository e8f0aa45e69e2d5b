import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AuditEvent, auditEventSchema, compileTranscoder, encodeEvent, NativeBlock } from '../src/index.ts'
import { event } from './support/arbitrary.ts'

const transcode = compileTranscoder(auditEventSchema)
const home = { topicId: '0198b2c4-1234-7abc-8000-0123456789ab', partition: 3 }

function blockOf(events: readonly AuditEvent[], firstOffset = 0, block = new NativeBlock(home)): NativeBlock {
  for (const [i, each] of events.entries()) {
    const body = encodeEvent(each)
    transcode(block, body, 0, body.length, firstOffset + i)
  }
  return block
}

const bytesOf = (pieces: Uint8Array[]) => Buffer.concat(pieces).toString('hex')
const events = fc.array(event(), { minLength: 1, maxLength: 12 })

test('a slice of a block is the block of those rows', () => {
  fc.assert(
    fc.property(events, fc.nat(), fc.nat(), (all, a, b) => {
      const from = a % all.length
      const to = from + (b % (all.length - from + 1))
      const expected = blockOf(all.slice(from, to), 100 + from).finish()
      expect(bytesOf(blockOf(all, 100).slice(from, to))).toBe(bytesOf(expected))
    }),
  )
})

test('a cleared block of another partition is as a new one', () => {
  fc.assert(
    fc.property(events, events, (before, after) => {
      const block = blockOf(before)
      const other = { topicId: '0298b2c4-1234-7abc-8000-0123456789ab', partition: 4 }
      block.clear(other)
      const expected = blockOf(after, 7, new NativeBlock(other)).finish()
      expect(bytesOf(blockOf(after, 7, block).finish())).toBe(bytesOf(expected))
    }),
  )
})

test('offsets, times and counts of a block are those of its events', () => {
  fc.assert(
    fc.property(events, fc.nat({ max: 2 ** 48 }), (all, firstOffset) => {
      const block = blockOf(all, firstOffset)
      const counts = new Map<string, number>()
      for (const [row, each] of all.entries()) {
        expect(block.offsetAt(row)).toBe(firstOffset + row)
        expect(block.micros('event_time', row)).toBe(each.event_time)
        counts.set(each.dataset, (counts.get(each.dataset) ?? 0) + 1)
      }
      expect(block.countBy('dataset')).toEqual(counts)
    }),
  )
})

test('the capacity of a block is at least what its rows take', () => {
  fc.assert(
    fc.property(events, (all) => {
      const block = blockOf(all)
      expect(block.capacity).toBeGreaterThanOrEqual(Buffer.concat(block.finish()).length - 4_000 - 20 * all.length)
    }),
  )
})
