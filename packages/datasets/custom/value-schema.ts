import { z } from 'zod'
import { pathProblem } from './path.ts'
import { patternProblem } from './pattern.ts'
import { timeFormatProblem, zoneProblem } from './time-format.ts'

/** Paths, conditions and values: the parts that a mapping is made of. */

/** A string that a function finds no fault with; the fault is the message. */
export function checked(problemOf: (text: string) => string | undefined, description: string) {
  return z
    .string()
    .check(({ value, issues }) => {
      const message = problemOf(value)
      if (message !== undefined) issues.push({ code: 'custom', message, input: value })
    })
    .describe(description)
}

/** An object without other members; the message for one names those that there are. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `takes no ${issue.keys.join(', ')}, but ${Object.keys(shape).join(', ')}`
        : undefined,
  })
}

export const path = checked(
  pathProblem,
  'Where a value stands: `user.name`, `items[0].id`, `["a.b"].c`; `$.` begins at the root of the record.',
)
export const pattern = checked(patternProblem, 'A regular expression in the syntax of RE2, which takes linear time.')
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'takes a text, a number, true or false' })

const oneOrMore = <Item extends z.ZodType>(item: Item, takes: string) =>
  z.union([item, z.array(item).min(1).max(100)], { error: `takes ${takes}, or a list of them` })

/** All tests of one condition must hold. */
export type Condition = {
  path?: string | undefined
  equals?: string | number | boolean | undefined
  in?: (string | number | boolean)[] | undefined
  exists?: boolean | undefined
  matches?: string | undefined
  all?: Condition[] | undefined
  any?: Condition[] | undefined
  not?: Condition | undefined
}
export const condition: z.ZodType<Condition> = z
  .lazy(() =>
    strict({
      path: path.optional(),
      equals: scalar.optional(),
      in: z.array(scalar).min(1).optional(),
      exists: z.boolean().optional(),
      matches: pattern.optional(),
      all: z.array(condition).min(1).optional(),
      any: z.array(condition).min(1).optional(),
      not: condition.optional(),
    }).check(({ value, issues }) => {
      const message = conditionProblem(value)
      if (message !== undefined) issues.push({ code: 'custom', message, input: value })
    }),
  )
  .meta({ id: 'condition' })

function conditionProblem({ path, equals, in: among, exists, matches, all, any, not }: Condition): string | undefined {
  const tests = [equals, among, exists, matches].filter((test) => test !== undefined).length
  if (path !== undefined && tests === 0) return 'has a path, but none of equals, in, exists, matches to test it with'
  if (path === undefined && tests > 0) return 'has a test, but no path to test'
  return path === undefined && all === undefined && any === undefined && not === undefined
    ? 'takes a path with equals, in, exists or matches; or all, any or not'
    : undefined
}

/** A value by its parts, of which one of path, value, template and cases says where it comes from. */
export type ValueParts = {
  path?: string | string[] | undefined
  value?: string | number | boolean | undefined
  template?: string | undefined
  cases?: (ValueParts & { when?: Condition | undefined })[] | undefined
  extract?: string | undefined
  table?: Record<string, string | number> | undefined
  default?: string | number | boolean | undefined
  lower?: boolean | undefined
  time?: string | string[] | undefined
  zone?: string | undefined
}
/** A path alone, or the parts. */
export type Value = string | ValueParts

const template = checked(templateProblem, 'Text with paths in braces: `{user.domain}/{user.name}`.')

const valueShape = {
  path: oneOrMore(path, 'a path').optional().describe('The first path of these that has a value.'),
  value: scalar.optional().describe('A constant.'),
  template: template.optional(),
  extract: pattern.optional().describe('Takes the first group of this pattern, or its whole match, out of the value.'),
  table: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('Other values by value.'),
  default: scalar.optional().describe('Taken where there is no value, or the table does not have it.'),
  lower: z.boolean().optional().describe('Lower case, before the table is asked.'),
  time: oneOrMore(
    checked(timeFormatProblem, 'iso, unix, unix-ms, unix-us, unix-ns, syslog, or a pattern.'),
    'a time format',
  ).optional(),
  zone: checked(zoneProblem, 'The zone of times without one: UTC, or +02:00.').optional(),
}

const valueParts: z.ZodType<ValueParts> = z
  .lazy(() =>
    strict({ ...valueShape, cases: z.array(valueCase).min(1).optional() }).check(({ value, issues }) => {
      const message = sourceProblem(value)
      if (message !== undefined) issues.push({ code: 'custom', message, input: value })
    }),
  )
  .meta({ id: 'valueParts' })

const valueCase: z.ZodType<ValueParts & { when?: Condition | undefined }> = z
  .lazy(() => strict({ when: condition.optional(), ...valueShape, cases: z.array(valueCase).min(1).optional() }))
  .meta({ id: 'case' })

function sourceProblem({ path, value, template, cases }: ValueParts): string | undefined {
  const sources = [path, value, template, cases].filter((source) => source !== undefined).length
  return sources === 1 ? undefined : 'takes one of path, value, template and cases'
}

function templateProblem(text: string): string | undefined {
  for (const [, inner = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
    const problem = pathProblem(inner)
    if (problem !== undefined) return `has in braces what is no path: it ${problem}`
  }
  return undefined
}

export const value: z.ZodType<Value> = z
  .union([path, valueParts], { error: 'takes a path, or an object with path, value, template or cases' })
  .meta({ id: 'value' })

/** A value whose constants, table and default must be of a closed list. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return value.check(({ value, issues }) => {
    for (const [place, word] of constantsOf(value)) {
      if (words.includes(word as Word)) continue
      issues.push({ code: 'custom', message: `takes one of ${words.join(', ')}`, input: word, path: [...place] })
    }
  })
}

/** A value whose constants, table and default must be whole numbers. */
export const whole = (max: number) =>
  value.check(({ value, issues }) => {
    for (const [place, constant] of constantsOf(value)) {
      const number = Number(constant)
      if (Number.isInteger(number) && number >= 0 && number <= max && constant !== '') continue
      issues.push({
        code: 'custom',
        message: `takes a whole number from 0 to ${max}`,
        input: constant,
        path: [...place],
      })
    }
  })

type Place = readonly (string | number)[]

function* constantsOf(value: Value, place: Place = []): Generator<readonly [Place, unknown]> {
  if (typeof value === 'string') return
  // With a table the constant is what is looked up.
  if (value.value !== undefined && value.table === undefined) yield [[...place, 'value'], value.value]
  if (value.default !== undefined) yield [[...place, 'default'], value.default]
  for (const [key, constant] of Object.entries(value.table ?? {})) yield [[...place, 'table', key], constant]
  for (const [index, each] of (value.cases ?? []).entries()) yield* constantsOf(each, [...place, 'cases', index])
}
