import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Facts, type Go, maxSpan, resume, type Stop } from '../src/resume.ts'

const minute = 60_000
const now = 1_000 * minute
const topicId = 'a'
const facts: Facts = {
  topicId,
  committed: 100,
  progress: { topicId, stored: 90, intent: null },
  logStart: 0,
  logEnd: 200,
  greatest: 90,
  lettered: null,
  otherTopic: false,
  now,
  inFlightMs: minute,
}

const intent = (minutes: number, partial = false) => {
  const at = now - minutes * minute
  return { topicId, stored: 90, intent: { last: 149, at, since: at, partial } }
}
const unknown = { committed: null, progress: null, greatest: null }

/** The rows of the table "Resume after assignment" of docs/reliability.md. */
const cases: Record<string, Partial<Facts>> = {
  'nothing committed, nothing stored, the log begins at 0': unknown,
  'committed, no intent': {},
  'an intent younger than 10 minutes': { progress: intent(9) },
  'an intent older than 10 minutes': { progress: intent(11) },
  'an intent for part of a range': { progress: intent(1, true) },
  'rows beyond the commit and its intent': { progress: intent(1), greatest: 180 },
  'nothing committed, rows stored': { ...unknown, greatest: 180 },
  'fewer rows than were stored': { greatest: 50 },
  'the log begins after the committed offset': { logStart: 120 },
  'nothing committed, nothing stored, the log begins later': { ...unknown, logStart: 120 },
  'the log ends before the committed offset': { logEnd: 99, greatest: 98 },
  'the commit is of another topic id': { progress: { topicId: 'b', stored: 90, intent: null } },
  'nothing committed, rows of another topic id stored': { ...unknown, otherTopic: true },
}

function tableRows(heading: string): [string, string][] {
  const page = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8')
  const section = page.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? ''
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
  return rows.map(
    (row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, 3) as [string, string],
  )
}

function inWords(decision: Go | Stop): string {
  if (decision.kind === 'stop') return `stop: ${decision.code}, offers ${decision.offer?.at ?? 'nothing'}`
  if (decision.replay) return `replay [${decision.start}, ${decision.replay.last}] under its token`
  if (decision.ask) return `insert what is missing up to ${decision.ask.through}`
  return `go on from ${decision.start}`
}

test('the table of docs/reliability.md has these situations and no other', () => {
  expect(tableRows('Resume after assignment').map(([situation]) => situation)).toEqual(Object.keys(cases))
})

test.for(tableRows('Resume after assignment'))('%s: %s', ([situation, decision]) => {
  expect(inWords(resume({ ...facts, ...cases[situation] }, null))).toBe(decision)
})

test.for(Object.entries(cases))(
  '%s: a word is believed only where it names the offset that was offered',
  ([, given]) => {
    const all = { ...facts, ...given }
    const decision = resume(all, null)
    if (decision.kind === 'go') return expect(resume(all, decision.start)).toEqual(decision)
    const offered = decision.offer?.at ?? -1
    expect(resume(all, offered + 1)).toEqual(decision)
    if (decision.offer) expect(resume(all, offered)).toEqual(decision.offer.go)
  },
)

test('a look-back begins where a block that landed in part can have begun, and never before the log', () => {
  const look = (logStart: number) => resume({ ...facts, ...unknown, logStart, logEnd: 1e6, greatest: 500_000 }, null)
  expect(look(0)).toMatchObject({ start: 500_001 - maxSpan, letteredThrough: 500_000 })
  expect(look(499_000)).toMatchObject({ start: 499_000 })
})

test('where nothing is committed, what became a dead letter before does not become one again', () => {
  expect(resume({ ...facts, ...unknown, greatest: 180, lettered: 185 }, null)).toMatchObject({ letteredThrough: 185 })
  expect(resume({ ...facts, ...unknown, greatest: 180, lettered: 70 }, null)).toMatchObject({ letteredThrough: 180 })
  expect(resume({ ...facts, ...unknown, lettered: 3 }, null)).toMatchObject({ start: 0, letteredThrough: 3 })
})

const offset = fc.nat({ max: 300 })
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  topicId: fc.constant(topicId),
  committed: fc.option(offset),
  progress: fc.option(
    fc.record({
      topicId: fc.constantFrom('a', 'a', 'a', 'b'),
      stored: offset.map((value) => value - 1),
      intent: fc.option(
        fc.record({ last: offset, at: fc.nat({ max: now }), since: fc.nat({ max: now }), partial: fc.boolean() }),
      ),
    }),
  ),
  logStart: offset,
  logEnd: offset,
  greatest: fc.option(offset),
  lettered: fc.option(offset),
  otherTopic: fc.boolean(),
  now: fc.constant(now),
  inFlightMs: fc.constant(minute),
})

test('going on without a word never skips an offset that Kafka holds and ClickHouse may lack', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const decision = resume(given, null)
      if (decision.kind === 'stop') return
      const known = Math.max(given.committed ?? 0, (given.greatest ?? -1) + 1)
      expect(decision.start).toBeLessThanOrEqual(known)
      expect(decision.start).toBeGreaterThanOrEqual(given.logStart)
    }),
    { numRuns: 5_000 },
  )
})
