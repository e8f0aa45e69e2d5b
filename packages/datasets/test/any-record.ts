import fc from 'fast-check'

/** Records as they come from samples after anything may have happened to them, and bytes that never were a record. */
export const anyRecord = (samples: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    mutated(samples),
    retyped(samples),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  )

/** Records that begin as a sample and are then cut, spliced, repeated and overwritten. */
export function mutated(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(40),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom(
          '"',
          '\\',
          '{',
          '}',
          '[[[[',
          ' ',
          '\n',
          '\0',
          ':',
          '=',
          '\ud800',
          '1e999',
          '12345678901234567890',
          'null',
          '""',
          '[]',
          '{}',
        )
        .map((text) => Buffer.from(text)),
    ),
  })
  return fc.tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 4 })).map(([sample, edits]) =>
    edits.reduce((bytes, { at, remove, insert }) => {
      const start = Math.floor(at * bytes.length)
      return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)])
    }, sample),
  )
}

/** JSON samples with values of any type in the place of any member's. */
function retyped(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const roots = samples.flatMap((sample) => jsonOf(sample))
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999Z',
      '\ud800',
      '1.2.3.4:70000',
      2 ** 60,
      -1,
    ),
  )
  const anyRoot = roots.length === 0 ? fc.constant<unknown>({}) : fc.constantFrom(...roots)
  return fc
    .tuple(anyRoot, fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 3 }))
    .map(([root, changes]) => {
      const copy = structuredClone(root)
      const places = placesOf(copy)
      for (const [pick, replacement] of changes) places[pick % places.length]?.(replacement)
      return Buffer.from(JSON.stringify(copy))
    })
}

function jsonOf(sample: Buffer): unknown[] {
  try {
    return [JSON.parse(sample.toString())]
  } catch {
    return []
  }
}

function placesOf(value: unknown): ((replacement: unknown) => void)[] {
  if (typeof value !== 'object' || value === null) return []
  const members = value as Record<string, unknown>
  return Object.keys(members).flatMap((key) => [
    (replacement: unknown) =>
      Object.defineProperty(members, key, { value: replacement, enumerable: true, writable: true, configurable: true }),
    ...placesOf(members[key]),
  ])
}
