import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frame, framedSchemaId, unframe } from '../src/index.ts'

test('what was framed is unframed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.uint8Array(), (schemaId, body) => {
      expect(unframe(frame(schemaId, body))).toEqual({ schemaId, body: Buffer.from(body) })
    }),
  )
})

test.each([
  ['', 'EMPTY_RECORD'],
  ['01000000ff', 'BAD_MAGIC'],
  ['7b7d', 'BAD_MAGIC'],
  ['00', 'TRUNCATED_BODY'],
  ['00000001', 'TRUNCATED_BODY'],
])('%j is not a framed value: %s', (hex, reason) => {
  expect(() => framedSchemaId(Buffer.from(hex, 'hex'))).toThrow(expect.objectContaining({ reason }))
})
