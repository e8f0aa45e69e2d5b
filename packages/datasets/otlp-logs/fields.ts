import { isObject, text } from '../src/fields/text.ts'
import { type Name, noValues, uses } from './names.ts'
import { type Attributes, type LogRecord, setAttribute } from './record.ts'

/** Lookup of attributes by name. */
export type Fields = {
  /** Of each list of names the record's first attribute that has a value; of an array its first. */
  readonly first: Readonly<Record<Name, string>>
  /** An attribute of the resource. */
  readonly resource: (name: string) => string
  /** The record's attribute, else the resource's. */
  readonly either: (name: string) => string
  /** All values of an attribute. */
  readonly all: (name: string) => readonly string[]
}

/** A structured body counts as attributes, its objects by dotted names: an event's payload was there once, and often is. */
export function fieldsOf({ attributes, body, origin }: LogRecord): Fields {
  const own = isObject(body) ? flattened(attributes, body) : attributes
  return {
    first: firstOf(own),
    resource: (name) => one(origin.resource[name]),
    either: (name) => one(own[name]) || one(origin.resource[name]),
    all: (name) => {
      const value = own[name]
      return (Array.isArray(value) ? value.slice(0, maxValues) : [value]).map(text).filter((found) => found !== '')
    },
  }
}

/** Goes through the attributes that there are: a record has some ten, the lists have a hundred and fifty names. */
function firstOf(own: Attributes): Readonly<Record<Name, string>> {
  const first = { ...noValues }
  for (const key in own) {
    const found = uses.get(key)
    const value = found === undefined ? '' : one(own[key])
    if (found === undefined || value === '') continue
    for (const { list, before } of found) {
      if (first[list] === '' || !before.some((name) => one(own[name]) !== '')) first[list] = value
    }
  }
  return first
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
