import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deadLetter, formatOrigin, headerText, parseOrigin, readDeadLetter } from '../src/dead-letter.ts'
import type { Headers, KafkaRecord } from '../src/types.ts'

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))
const headerName = fc.oneof(
  fc.constantFrom(
    'reason',
    'detail',
    'original.reason',
    'original.',
    'origin-offset',
    '__proto__',
    'trailhouse-first-origin',
    '1',
  ),
  fc.string(),
)
const headers: fc.Arbitrary<Headers> = fc
  .array(fc.tuple(headerName, fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 }))), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries))
const record: fc.Arbitrary<KafkaRecord> = fc.record({
  offset: fc.maxSafeNat(),
  timestamp: fc.maxSafeNat(),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers,
})
const from = { topic: 'audit.raw.okta', topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 3 }
const verdict = {
  reason: 'MALFORMED',
  detail: 'no JSON at byte 3',
  stage: 'normalizer',
  dataset: 'okta',
  tenantId: 'acme',
  mapper: 'okta@1',
} as const

/** What the broker does to a message: header texts become bytes. */
function stored(message: ReturnType<typeof deadLetter>): KafkaRecord {
  const toBytes = (value: unknown) => (typeof value === 'string' ? Buffer.from(value) : value)
  const kept = Object.entries(message.headers ?? {}).map(([name, value]) => [name, toBytes(value)])
  return {
    offset: 0,
    timestamp: 0,
    key: message.key as Buffer | null,
    value: message.value as Buffer | null,
    headers: Object.fromEntries(kept) as Headers,
  }
}

test('a dead letter gives back key, value and headers byte for byte, whatever the headers are called', () => {
  fc.assert(
    fc.property(record, (original) => {
      const letter = readDeadLetter(stored(deadLetter(original, from, verdict)))
      expect(letter.original).toEqual({ key: original.key, value: original.value, headers: original.headers })
      expect(letter).toMatchObject(verdict)
      expect(letter.origin).toEqual({ ...from, offset: original.offset, timestamp: original.timestamp })
    }),
  )
})

test('a record without a reason from the closed list is no dead letter', () => {
  const plain: KafkaRecord = { offset: 0, timestamp: 0, key: null, value: null, headers: {} }
  expect(() => readDeadLetter(plain)).toThrow('header reason')
  const wrong = stored(deadLetter(plain, from, verdict))
  const headersOfWrong = { ...wrong.headers, reason: Buffer.from('BECAUSE') }
  expect(() => readDeadLetter({ ...wrong, headers: headersOfWrong })).toThrow('not a known reason')
})

test('an origin survives its header form', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(), fc.maxSafeNat(), (topicId, partition, offset) => {
      expect(parseOrigin(formatOrigin({ topicId, partition, offset }))).toEqual({ topicId, partition, offset })
    }),
  )
})

test('a text that is no origin is refused', () => {
  for (const text of [
    '',
    'x:1:2',
    '6f0f9c1e-1111-4222-8333-0123456789ab:1',
    '6f0f9c1e-1111-4222-8333-0123456789ab:-1:2',
  ]) {
    expect(() => parseOrigin(text)).toThrow('trailhouse-first-origin')
  }
})

test('a header that is not there is undefined, also when its name is that of an object property', () => {
  expect(headerText({}, 'constructor')).toBeUndefined()
  expect(headerText({ tenant: [Buffer.from('a'), Buffer.from('b')] }, 'tenant')).toBe('b')
})
