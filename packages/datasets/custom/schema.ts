import { z } from 'zod'
import { checked, condition, oneOf, path, pattern, strict, value, whole } from './value-schema.ts'

/**
 * What a mapping file holds. mapping.schema.json is made from it, for editors; docs/custom-mappings.md explains it with
 * examples.
 */

const members = checked(
  (text) =>
    /^[^.[\]"$\s]+(?:\.[^.[\]"$\s]+)*$/.test(text) ? undefined : 'takes names parted by dots, such as data.events',
  'Names of members from the root of the record to an array: `data.events`.',
)

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

const formats = ['json', 'key-value', 'csv', 'regex'] as const
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
