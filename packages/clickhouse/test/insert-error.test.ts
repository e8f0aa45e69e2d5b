import { TrailhouseError } from '@trailhouse/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unreachable } from '../src/exceptions.ts'
import { ClickHouseException, classifyInsertError, insertErrorCauses } from '../src/index.ts'

const refused = (code: number, message = '', status = 500) =>
  classifyInsertError(new ClickHouseException(status, code, message))

test.each([
  [159, 'timeout'],
  [210, 'network'],
  [33, 'network'],
  [236, 'unavailable'],
  [202, 'overloaded'],
  [252, 'overloaded'],
  [241, 'memory'],
  [243, 'space'],
  [164, 'readonly'],
  [242, 'readonly'],
  [497, 'auth'],
  [516, 'auth'],
  [16, 'schema'],
  [60, 'schema'],
  [117, 'other'],
] as const)('code %i is retried, as %s', (code, cause) => {
  expect(refused(code)).toEqual({ kind: 'retry', cause, code })
})

test.each([131, 321, 349, 376, 469, 691])('code %i is about a record', (code) => {
  expect(refused(code)).toEqual({ kind: 'record', cause: 'refused', code })
})

test('code 252 for too many months in one block is about its records', () => {
  const message =
    'Code: 252. DB::Exception: Too many partitions for single INSERT block (more than 100). (TOO_MANY_PARTS)'
  expect(refused(252, message)).toEqual({ kind: 'record', cause: 'refused', code: 252 })
})

test.each([
  [401, 'auth'],
  [403, 'auth'],
  [429, 'overloaded'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'timeout'],
  [500, 'other'],
] as const)('status %i without a code of ClickHouse is retried, as %s', (status, cause) => {
  expect(refused(0, '<html>', status)).toEqual({ kind: 'retry', cause, code: 0 })
})

test('no answer is retried, as a timeout or as the network', () => {
  expect(classifyInsertError(unreachable(AbortSignal.abort().reason)).cause).toBe('network')
  expect(classifyInsertError(unreachable(new DOMException('late', 'TimeoutError'))).cause).toBe('timeout')
  expect(classifyInsertError(unreachable(new Error('Timeout error.'))).cause).toBe('timeout')
  expect(classifyInsertError(unreachable(Object.assign(new Error(), { code: 'ECONNRESET' }))).cause).toBe('network')
})

test('whatever it does not know is retried', () => {
  const known = [6, 38, 41, 72, 128, 131, 321, 349, 376, 467, 469, 675, 676, 691]
  const other = fc.integer({ min: 0, max: 2_000 }).filter((code) => !known.includes(code))
  fc.assert(
    fc.property(other, fc.integer({ min: 100, max: 599 }), (code, status) => {
      const { kind, cause } = refused(code, '', status)
      expect(kind).toBe('retry')
      expect(insertErrorCauses).toContain(cause)
    }),
  )
  for (const odd of [undefined, null, 'text', new Error('?'), new TrailhouseError('SETTING_INVALID', 'x')]) {
    expect(classifyInsertError(odd).kind).toBe('retry')
  }
})
