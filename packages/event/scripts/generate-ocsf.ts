/**
 * Writes src/generated/ocsf.ts from an export of OCSF's schema: `node packages/event/scripts/generate-ocsf.ts FILE`.
 * FILE is https://schema.ocsf.io/1.8.0/export/v2/schema; test/formats/validator.ts leaves a copy in
 * .trailhouse (ocsf_json_schema/ocsf/1.8.0.json).
 */

import { readFileSync, writeFileSync } from 'node:fs'

type Enum = Readonly<Record<string, { readonly caption: string }>>
type OcsfClass = {
  readonly uid: number
  readonly caption: string
  readonly category_uid: number
  readonly category_name: string
  readonly attributes: {
    readonly activity_id: { readonly enum: Enum }
    readonly severity_id: { readonly enum: Enum }
  } & {
    readonly [name: string]: { readonly profiles?: readonly string[] } | undefined
  }
  readonly '@deprecated'?: unknown
}
type Schema = { readonly version: string; readonly classes: Readonly<Record<string, OcsfClass>> }

/** `MFA Factor Enable` becomes `mfa_factor_enable`. */
const snake = (caption: string): string => caption.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')

/** By number; without Unknown, which no event is given, and Other, which every enum has. */
const members = (values: Enum): [number, string][] =>
  Object.entries(values)
    .map(([id, { caption }]): [number, string] => [Number(id), caption])
    .filter(([id]) => id !== 0 && id !== 99)
    .sort(([one], [other]) => one - other)

const object = (entries: readonly (readonly [string | number, string | number])[]): string =>
  `{ ${entries.map(([key, value]) => `${key}: ${typeof value === 'string' ? JSON.stringify(value) : value}`).join(', ')} }`

/** Attributes that the serializer sets where a class has them. */
const optional = ['src_endpoint', 'dst_endpoint', 'http_request', 'resources', 'session']

/** Not one that only a profile brings. */
const isOwn = (attribute: { readonly profiles?: readonly string[] } | undefined): boolean =>
  attribute !== undefined && attribute.profiles === undefined

function generate({ version, classes }: Schema): string {
  const current = Object.entries(classes)
    .filter(([, type]) => type.uid !== 0 && type['@deprecated'] === undefined)
    .map(([key, type]) => [key.replace(/^.*\//, ''), type] as const)
    .sort(([, one], [, other]) => one.uid - other.uid)
  const severities = members(current[0]?.[1].attributes.severity_id.enum ?? {})
  const uids = current.map(([name, { uid, attributes }]) => {
    const activities = members(attributes.activity_id.enum).map(([id, caption]) => [snake(caption), id] as const)
    return `  ${name}: { uid: ${uid}, activities: ${object(activities)} },\n`
  })
  const captions = current.map(
    ([, { uid, caption, category_uid, category_name, attributes }]) =>
      `  [${uid}, { caption: ${JSON.stringify(caption)}, category_uid: ${category_uid}, category_name: ${JSON.stringify(category_name)}, activities: ${object(members(attributes.activity_id.enum))} }],\n`,
  )
  const having = optional.map((name) => {
    const uidsWith = current.filter(([, { attributes }]) => isOwn(attributes[name])).map(([, { uid }]) => uid)
    return `  ${name}: [${uidsWith.join(', ')}],\n`
  })
  return `// Generated from OCSF's schema ${version} (Apache-2.0) by \`node packages/event/scripts/generate-ocsf.ts\`: change the script, not this file.

/** The version of OCSF that all numbers are of. */
export const ocsfVersion = '${version}'

/** Every class of OCSF ${version} that is not deprecated, by its name in the schema, with its class_uid and its activity_ids. Every class has 99, Other, too. */
export const ocsfClasses = {
${uids.join('')}} as const

/** severity_id by name. */
export const ocsfSeverities = { unknown: 0, ${severities.map(([id, caption]) => `${snake(caption)}: ${id}`).join(', ')} } as const

export type OcsfClassCaptions = {
  readonly caption: string
  readonly category_uid: number
  readonly category_name: string
  readonly activities: Readonly<Record<number, string>>
}

/** What people read for the numbers of a class, by class_uid. */
export const ocsfCaptions: ReadonlyMap<number, OcsfClassCaptions> = /* @__PURE__ */ new Map<number, OcsfClassCaptions>([
${captions.join('')}])

/** class_uid of the classes that have an attribute. */
export const ocsfClassesWith = {
${having.join('')}} as const
`
}

const schema: Schema = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
writeFileSync(new URL('../src/generated/ocsf.ts', import.meta.url), generate(schema))
