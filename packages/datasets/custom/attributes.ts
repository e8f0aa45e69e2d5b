import { text } from '../src/fields/text.ts'
import { firstName, type Scope } from './path.ts'
import type { Mapping } from './schema.ts'
import { compileText } from './value.ts'
import type { Value } from './value-schema.ts'

export type ReadAttributes = (scope: Scope) => Record<string, string>

/** What of a line goes into `attributes`: named values, or every value that no path of the mapping reads. */
export function compileAttributes(mapping: Mapping): ReadAttributes {
  const { attributes } = mapping
  if (attributes === undefined) return () => ({})
  if (attributes === 'rest') return rest(new Set(namesIn(mapping)))
  return named(attributes)
}

function named(attributes: Readonly<Record<string, Value>>): ReadAttributes {
  const reads = Object.entries(attributes).map(([name, value]) => [name, compileText(value)] as const)
  return (scope) => {
    const found: Record<string, string> = {}
    for (const [name, read] of reads) {
      const value = read(scope)
      if (value !== '') found[name] = value
    }
    return found
  }
}

function rest(read: ReadonlySet<string>): ReadAttributes {
  return ({ event }) => {
    const found: Record<string, string> = {}
    for (const [name, value] of Object.entries(event ?? {})) {
      if (value !== '' && !read.has(name)) found[name.toWellFormed()] = text(value)
    }
    return found
  }
}

/** The names that the paths of fields and targets begin with, wherever in the mapping they stand. */
function* namesIn({ fields, targets, rules }: Mapping): Generator<string> {
  for (const path of pathsIn([fields, targets, rules])) {
    const name = firstName(path)
    if (name !== undefined) yield name
  }
}

/** Members that hold no path: what they say is text, a pattern or a word. */
const words = new Set(['value', 'default', 'table', 'extract', 'time', 'zone', 'equals', 'in', 'matches', 'when'])

function* pathsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const item of value) yield* pathsIn(item)
  else if (typeof value === 'object' && value !== null) yield* pathsOf(value)
}

function* pathsOf(value: object): Generator<string> {
  for (const [key, member] of Object.entries(value)) {
    if (key === 'template' && typeof member === 'string') {
      for (const [, path = ''] of member.matchAll(/\{([^{}]*)\}/g)) yield path
    } else if (!words.has(key)) yield* pathsIn(member)
  }
}
