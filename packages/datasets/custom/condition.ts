import { text } from '../src/fields/text.ts'
import { compilePath, type Scope } from './path.ts'
import { compileTest } from './pattern.ts'
import type { Condition } from './value-schema.ts'

export type Holds = (scope: Scope) => boolean

/** Compiles a condition: each of its tests must hold. */
export function compileCondition({ path, equals, in: among, exists, matches, all, any, not }: Condition): Holds {
  const tests: Holds[] = []
  if (path !== undefined) tests.push(...testsOf(path, equals === undefined ? among : [equals], exists, matches))
  if (path !== undefined && equals !== undefined && among !== undefined) tests.push(...testsOf(path, among))
  if (all !== undefined) tests.push(...all.map(compileCondition))
  if (any !== undefined) tests.push(anyOf(any.map(compileCondition)))
  if (not !== undefined) tests.push(negated(compileCondition(not)))
  const [only] = tests
  return only !== undefined && tests.length === 1 ? only : (scope) => tests.every((holds) => holds(scope))
}

const anyOf =
  (conditions: readonly Holds[]): Holds =>
  (scope) =>
    conditions.some((holds) => holds(scope))
const negated =
  (holds: Holds): Holds =>
  (scope) =>
    !holds(scope)

/** Values are compared as text: 5 equals "5". A test of an array holds if it does for one of its items. */
function testsOf(
  path: string,
  among: readonly (string | number | boolean)[] | undefined,
  exists?: boolean,
  matches?: string,
): Holds[] {
  const read = compilePath(path)
  const tests: Holds[] = []
  if (exists !== undefined) tests.push((scope) => isThere(read(scope)) === exists)
  if (among !== undefined) {
    const values = new Set(among.map(String))
    tests.push((scope) => some(read(scope), (value) => values.has(value)))
  }
  if (matches !== undefined) {
    const test = compileTest(matches)
    tests.push((scope) => some(read(scope), test))
  }
  return tests
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

function some(value: unknown, test: (text: string) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => isScalar(item) && test(text(item)))
  return isScalar(value) && test(text(value))
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
