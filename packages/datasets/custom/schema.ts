import { z } from 'zod'
import { pathProblem } from './path.ts'
import { patternProblem } from './pattern.ts'
import { timeFormatProblem, zoneProblem } from './time-format.ts'

/**
 * What a mapping file holds. mapping.schema.json is made from it, for editors; docs/custom-mappings.md explains it with
 * examples.
 */

/** A string that a function finds no fault with; the fault is the message. */
function checked(problemOf: (text: string) => string | undefined, description: string) {
  return z
    .string()
    .check(({ value, issues }) => {
      const message = problemOf(value)
      if (message !== undefined) issues.push({ code: 'custom', message, input: value })
    })
    .describe(description)
}

/** An object without other members; the message for one names those that there are. */
function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `takes no ${issue.keys.join(', ')}, but ${Object.keys(shape).join(', ')}`
        : undefined,
  })
}

const path = checked(
  pathProblem,
  'Where a value stands: `user.name`, `items[0].id`, `["a.b"].c`; `$.` begins at the root of the record.',
)
const members = checked(
  (text) =>
    /^[^.[\]"$\s]+(?:\.[^.[\]"$\s]+)*$/.test(text) ? undefined : 'takes names parted by dots, such as data.events',
  'Names of members from the root of the record to an array: `data.events`.',
)
const pattern = checked(patternProblem, 'A regular expression in the syntax of RE2, which takes linear time.')
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
const condition: z.ZodType<Condition> = z
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

const value: z.ZodType<Value> = z
  .union([path, valueParts], { error: 'takes a path, or an object with path, value, template or cases' })
  .meta({ id: 'value' })

/** A value whose constants, table and default must be of a closed list. */
function oneOf<const Word extends string>(words: readonly Word[]) {
  return value.check(({ value, issues }) => {
    for (const [place, word] of constantsOf(value)) {
      if (words.includes(word as Word)) continue
      issues.push({ code: 'custom', message: `takes one of ${words.join(', ')}`, input: word, path: [...place] })
    }
  })
}

/** A value whose constants, table and default must be whole numbers. */
const whole = (max: number) =>
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

export const outcomes = ['success', 'failure', 'unknown'] as const
export const actorTypes = ['user', 'service', 'system', 'unknown'] as const

/** Canonical fields whose value is text. */
export const textFields = [
  'action',
  'service',
  'status_code',
  'status_detail',
  'actor_id',
  'actor_name',
  'actor_email',
  'actor_session_id',
  'actor_credential_id',
  'source',
  'source_host',
  'destination',
  'destination_host',
  'user_agent',
  'cloud_provider',
  'cloud_account',
  'cloud_region',
  'request_id',
  'trace_id',
  'source_event_id',
] as const
export type TextField = (typeof textFields)[number]

const fields = strict({
  event_time: value.optional().describe('When it happened; `time` says how it is written.'),
  ...(Object.fromEntries(textFields.map((name) => [name, value.optional()])) as Record<
    TextField,
    z.ZodOptional<typeof value>
  >),
  outcome: oneOf(outcomes).optional(),
  actor_type: oneOf(actorTypes).optional(),
  class_uid: whole(0xffff_ffff).optional().describe('OCSF class, e.g. 3002 for Authentication.'),
  activity_id: whole(0xffff).optional().describe('OCSF activity of that class.'),
  severity_id: whole(99).optional(),
  source_port: whole(65_535).optional(),
  destination_port: whole(65_535).optional(),
  before: path.optional().describe('The value before a change; kept as JSON.'),
  after: path.optional().describe('The value after a change; kept as JSON.'),
})
export type Fields = z.infer<typeof fields>

const target = strict({
  each: path
    .optional()
    .describe('An array: every item is a target. Paths then begin at the item, which is `.` itself.'),
  when: condition.optional(),
  type: value,
  id: value.optional(),
  name: value.optional(),
})
export type TargetRule = z.infer<typeof target>

const overlay = {
  fields: fields.optional(),
  targets: z.array(target).max(100).optional(),
}
const rule = strict({ when: condition, ...overlay })
export type Rule = z.infer<typeof rule>

export const formats = ['json', 'key-value', 'csv', 'regex'] as const
const input = strict({
  format: z.enum(formats),
  syslog: z.boolean().optional().describe('A syslog header stands before the record; its parts are $syslog.host, ...'),
  columns: z.array(z.string().min(1)).min(1).max(1000).optional().describe('csv: the names of the columns.'),
  delimiter: z.string().length(1).optional().describe('csv: what parts the columns; a comma without it.'),
  pattern: pattern.optional().describe('regex: its named groups are the values.'),
}).check(({ value, issues }) => {
  const message = inputProblem(value)
  if (message !== undefined) issues.push({ code: 'custom', message, input: value })
})
export type Input = z.infer<typeof input>

type InputParts = {
  readonly format: (typeof formats)[number]
  readonly columns?: readonly string[] | undefined
  readonly delimiter?: string | undefined
  readonly pattern?: string | undefined
}

function inputProblem({ format, columns, delimiter, pattern }: InputParts): string | undefined {
  if (format === 'csv' && columns === undefined) return 'needs columns, the names of the csv columns in their order'
  if (format === 'regex' && !pattern?.includes('(?')) return 'needs a pattern with named groups, such as (?<user>\\S+)'
  if (format !== 'csv' && (columns !== undefined || delimiter !== undefined))
    return 'takes columns and delimiter for csv only'
  return format !== 'regex' && pattern !== undefined ? 'takes a pattern for regex only' : undefined
}

export const mappingSchema = strict({
  dataset: z
    .string()
    .regex(
      /^custom-[a-z0-9][a-z0-9-]{0,50}$/,
      'takes a name that begins with custom-, of lower-case letters, digits and -',
    )
    .describe('Name of the dataset, e.g. custom-billing.'),
  version: z.int().min(1).max(1_000_000).default(1).describe('Count it up when the mapping of a field changes.'),
  description: z.string().optional(),
  input: z.union([z.enum(['json', 'key-value']), input], {
    error: `takes json, key-value, or an object with format (${formats.join(', ')})`,
  }),
  records: z
    .union([members, z.array(members).min(1)], { error: 'takes names such as data.events, or a list of them' })
    .optional()
    .describe('json: where the array of events stands, if one record holds several.'),
  detect: z
    .array(condition)
    .min(1)
    .optional()
    .describe('A record for which all hold is of this dataset, where no name is given.'),
  ...overlay,
  rules: z
    .array(rule)
    .max(1000)
    .optional()
    .describe('The first rule whose condition holds adds to, or replaces, the fields and targets above.'),
  attributes: z
    .union([z.literal('rest'), z.record(z.string().min(1), value)])
    .optional()
    .describe('Text formats: what to keep in attributes; `rest` keeps every value that nothing else reads.'),
}).check(({ value, issues }) => {
  for (const [place, message] of mappingProblems(value)) {
    issues.push({ code: 'custom', message, input: value, path: [place] })
  }
})
export type Mapping = z.infer<typeof mappingSchema>

function* mappingProblems(mapping: Partial<Mapping>): Generator<readonly [string, string]> {
  const format = typeof mapping.input === 'string' ? mapping.input : mapping.input?.format
  if (mapping.fields?.action === undefined && !mapping.rules?.some(({ fields }) => fields?.action !== undefined)) {
    yield ['fields', 'needs action: an event says what was done']
  }
  if (format !== 'json' && mapping.records !== undefined) yield ['records', 'is for json only']
  if (format === 'json' && mapping.attributes !== undefined) {
    yield ['attributes', 'is for text formats only: of a JSON record the rest stays in raw']
  }
}
