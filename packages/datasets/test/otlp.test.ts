import fc from 'fast-check'
import { expect, test } from 'vitest'
import { protobufRecords } from '../otlp-logs/protobuf.ts'
import { datasets, defaultLimits, MappingError } from '../src/index.ts'
import { ProtobufReader } from '../src/parsers/protobuf.ts'
import { type Any, double, fixed64, int, lengthy, logRecord, logsRequest, varint } from './otlp-encoder.ts'
import { contextAt } from './samples.ts'

const mapper = datasets.get('otlp-logs') ?? expect.fail('no otlp-logs')
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

const { any } = fc.letrec<{ any: Any }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.boolean(),
    int64,
    fc.double({ noNaN: true }),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))

const log = fc.record({
  time: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  severity: fc.bigInt({ min: 0n, max: 24n }),
  name: fc.string(),
  body: any,
  attributes: fc.dictionary(fc.string(), any, { maxKeys: 4, noNullPrototype: true }),
  traceId: fc.constantFrom('', '5b8efff798038103d269b633813fc60c'),
})

/** Integers come as numbers where a number can hold them, and doubles beyond 2^53 as text. */
function asRead(value: Any): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (Array.isArray(value)) return value.map(asRead)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asRead(member)]))
}

test('every log record is read as it was written, and its raw are its own bytes', () => {
  fc.assert(
    fc.property(fc.array(log, { maxLength: 3 }), (logs) => {
      const messages = logs.map(logRecord)
      const records = protobufRecords(logsRequest({ 'service.name': 'x' }, messages), defaultLimits)
      expect(records).toHaveLength(logs.length)
      for (const [index, record] of records.entries()) {
        const written = logs[index]
        expect(Buffer.from(record.raw)).toEqual(messages[index])
        expect(record).toMatchObject({
          time: String(written?.time),
          eventName: written?.name,
          traceId: written?.traceId,
        })
        expect(record.attributes).toEqual(asRead(written?.attributes ?? {}))
        expect(record.body).toEqual(asRead(written?.body ?? ''))
        expect(mapper.map(logsRequest({}, [messages[index] ?? Buffer.alloc(0)]), contextAt(0))).toHaveLength(1)
        expect(record.origin).toMatchObject({ resource: { 'service.name': 'x' }, scopeName: 'audit' })
      }
    }),
  )
})

test('int64 of any size is read exactly', () => {
  fc.assert(
    fc.property(int64, (value) => {
      const reader = new ProtobufReader(int(3, value))
      expect(reader.next()).toBe(3)
      expect(BigInt(reader.int())).toBe(value)
      expect(reader.next()).toBe(0)
    }),
  )
})

test('fields that are not known are passed over, wherever they stand', () => {
  const unknown = [int(99, 7n), fixed64(98, 1n), double(97, 1.5), lengthy(96, 'x'), Buffer.from([0x9d, 6, 1, 2, 3, 4])]
  const record = Buffer.concat([...unknown, lengthy(12, 'user.login'), ...unknown])
  const request = logsRequest({}, [record])
  expect(protobufRecords(Buffer.concat([request, ...unknown]), defaultLimits)).toMatchObject([
    { eventName: 'user.login' },
  ])
})

test('a request that is cut anywhere is malformed or has fewer records', () => {
  const whole = logsRequest({ a: 'b' }, [
    logRecord({ time: 1n, severity: 9n, name: 'n', body: [1n, { x: 'y' }], attributes: { k: true }, traceId: '' }),
  ])
  for (let length = 0; length < whole.length; length++) {
    expect(() => mapper.map(whole.subarray(0, length), contextAt(0))).toThrow(MappingError)
  }
})

test('values that are nested too deep, numbers that never end and too many records are refused', () => {
  let value = lengthy(1, 'x')
  for (let level = 0; level < 1_100; level++) value = lengthy(5, lengthy(1, value))
  expect(() => mapper.map(logsRequest({}, [lengthy(5, value)]), contextAt(0))).toThrow(/deeper than/)
  const endless = Buffer.concat([varint(16n), Buffer.alloc(12, 255)])
  expect(() => mapper.map(logsRequest({}, [endless]), contextAt(0))).toThrow(/ten bytes/)
  const limits = { ...defaultLimits, maxEvents: 2 }
  const many = logsRequest({}, [endless, endless, endless])
  expect(() => mapper.map(many, { ...contextAt(0), limits })).toThrow(/more than 2/)
})

test('JSON after a newline is JSON', () => {
  const [event] = mapper.map(
    Buffer.from('\n{"timeUnixNano":"1772456645000000000","eventName":"x","body":{}}'),
    contextAt(0),
  )
  expect(event?.action).toBe('x')
})
