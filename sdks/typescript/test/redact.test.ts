import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../src/json.ts'
import { createRedactor, REDACTED, redactJson, redactText, secretKeys } from '../src/redact.ts'

const secret = 'S3CR3T-9f2c'
const redactor = createRedactor()

/** The same name as people write it: case, separators and a word before it. */
const spelling = fc.record({
  name: fc.constantFrom(...secretKeys),
  prefix: fc.constantFrom('', 'user_', 'db-', 'X-', 'new.', 'Old '),
  upper: fc.boolean(),
})
const secretKey = spelling.map(({ name, prefix, upper }) => prefix + (upper ? name.toUpperCase() : name))
const plainKey = fc.constantFrom(
  'id',
  'total',
  'items',
  'address',
  'spin',
  'shipping',
  'passwordChangedAt',
  'tokenCount',
)

const holder = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    secretKey.map((key): Json => ({ [key]: secret })),
    secretKey.map((key): Json => ({ [key]: { inner: [secret] } })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(plainKey, tie('node'), { minKeys: 1, maxKeys: 3 }) as fc.Arbitrary<Json>,
  ),
})).node

test('no secret under a listed key survives, however deep it lies and however the key is written', () => {
  fc.assert(
    fc.property(holder, (document) => {
      const redacted = JSON.stringify(redactJson(structuredClone(document), '/before', redactor))
      expect(redacted).not.toContain(secret)
      expect(redacted).toContain(REDACTED)
    }),
    { numRuns: 500 },
  )
})

test('documents without a listed key stay as they are', () => {
  const plain = fc.dictionary(
    plainKey,
    fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())),
  ) as fc.Arbitrary<Json>
  fc.assert(
    fc.property(plain, (document) => {
      expect(redactJson(structuredClone(document), '/after', redactor)).toEqual(document)
    }),
  )
})

test.each([
  'password',
  'Password',
  'db_password',
  'X-Api-Key',
  'newAccessToken',
  'user_pin',
  'userPin',
  'cvv2',
  'Set-Cookie',
])('%s holds a secret', (key) => expect(redactText(key, secret, `/attributes/${key}`, redactor)).toBe(REDACTED))

test.each(['spin', 'shipping', 'passwordChangedAt', 'token_count', 'secretary', 'pinned', 'keyboard'])(
  '%s holds none',
  (key) => expect(redactText(key, 'plain', `/attributes/${key}`, redactor)).toBe('plain'),
)

test('keys of the caller are found as the built-in ones are', () => {
  const own = createRedactor({ keys: ['Tax_Id'] })
  expect(redactJson({ customerTaxId: secret, id: 1 }, '/after', own)).toEqual({ customerTaxId: REDACTED, id: 1 })
})

test("the caller's rule hides or replaces by pointer, key and value", () => {
  const own = createRedactor({
    rule: ({ pointer, key, value }) => {
      if (pointer === '/after/a~1b/0') return true
      if (key === 'card') return `****${String(value).slice(-4)}`
      return typeof value === 'string' && value.startsWith('sk_')
    },
  })
  const document = { 'a/b': ['x', 'y'], card: '4111111111111111', note: 'sk_live_1', n: 1 }
  expect(redactJson(document, '/after', own)).toEqual({
    'a/b': [REDACTED, 'y'],
    card: '****1111',
    note: REDACTED,
    n: 1,
  })
})

test('what a rule cannot judge, because it throws, is hidden', () => {
  const own = createRedactor({ rule: ({ value }) => (value as string).startsWith('x') })
  expect(redactJson({ a: 5 }, '/after', own)).toEqual(REDACTED)
})

test('a null tells only that there is nothing, and stays', () => {
  expect(redactJson({ password: null }, '/after', redactor)).toEqual({ password: null })
})
