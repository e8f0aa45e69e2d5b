import { isObject, text } from '../src/fields/text.ts'
import { type Attributes, type LogRecord, setAttribute } from './record.ts'

/** Lookup of attributes by name. */
export type Fields = {
  /** The record's first attribute of these names that has a value; of an array its first. */
  readonly first: (names: readonly string[]) => string
  /** An attribute of the resource. */
  readonly resource: (name: string) => string
  /** The record's attribute, else the resource's. */
  readonly either: (name: string) => string
  /** All values of an attribute. */
  readonly all: (name: string) => readonly string[]
  readonly has: (name: string) => boolean
}

/** A structured body counts as attributes, its objects by dotted names: an event's payload was there once, and often is. */
export function fieldsOf({ attributes, body, origin }: LogRecord): Fields {
  const own = isObject(body) ? flattened(attributes, body) : attributes
  const first = (names: readonly string[]) => {
    for (const name of names) {
      const found = one(own[name])
      if (found !== '') return found
    }
    return ''
  }
  return {
    first,
    resource: (name) => one(origin.resource[name]),
    either: (name) => one(own[name]) || one(origin.resource[name]),
    all: (name) => {
      const value = own[name]
      return (Array.isArray(value) ? value.slice(0, maxValues) : [value]).map(text).filter((found) => found !== '')
    },
    has: (name) => own[name] !== undefined,
  }
}

const maxValues = 100

const one = (value: unknown): string => text(Array.isArray(value) ? value[0] : value)

function flattened(attributes: Attributes, body: Attributes): Attributes {
  const own: Record<string, unknown> = {}
  addFlat(own, body, '', 0)
  for (const key in attributes) setAttribute(own, key, attributes[key])
  return own
}

const maxLevels = 3

function addFlat(into: Record<string, unknown>, value: Attributes, prefix: string, level: number): void {
  for (const key in value) {
    const member = value[key]
    if (isObject(member) && level < maxLevels) addFlat(into, member, `${prefix}${key}.`, level + 1)
    else setAttribute(into, prefix + key, member)
  }
}
