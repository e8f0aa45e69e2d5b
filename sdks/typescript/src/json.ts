import { TrailhouseError } from '@trailhouse/errors'

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

const MAX_DEPTH = 64
/** Values in one document. Shared references are copied where they stand, so a small graph can unfold without end. */
const MAX_VALUES = 100_000

/**
 * A value as `JSON.stringify` would write it, as plain data of our own: `toJSON` applied, undefined members and functions
 * left out, NaN and Infinity null. A bigint becomes its decimal text, because ids are often bigints.
 *
 * @throws TrailhouseError EVENT_INVALID for more than 64 levels (a cycle has them) or more than 100,000 values
 */
export function toJson(value: unknown, field: string): Json | undefined {
  const walk = { field, values: 0 }
  return copy(value, '', 0, walk)
}

type Walk = { readonly field: string; values: number }

function copy(value: unknown, key: string, depth: number, walk: Walk): Json | undefined {
  if (++walk.values > MAX_VALUES) throw tooLarge(walk.field, `more than ${MAX_VALUES} values`)
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : copyObject(value, key, depth, walk)
    default:
      return undefined
  }
}

function copyObject(value: object, key: string, depth: number, walk: Walk): Json | undefined {
  if (depth === MAX_DEPTH) throw tooLarge(walk.field, `more than ${MAX_DEPTH} levels, or refers to itself`)
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return copy(toJSON.call(value, key), key, depth + 1, walk)
  // Array.from also visits holes.
  if (Array.isArray(value))
    return Array.from(value, (item, index) => copy(item, String(index), depth + 1, walk) ?? null)
  const object: JsonObject = {}
  for (const name of Object.keys(value)) {
    const member = copy((value as Record<string, unknown>)[name], name, depth + 1, walk)
    if (member !== undefined) setMember(object, name, member)
  }
  return object
}

/** A plain assignment to `__proto__` would change the object's prototype instead. */
export function setMember<T>(object: Record<string, T>, name: string, member: T): void {
  if (name !== '__proto__') object[name] = member
  else Object.defineProperty(object, name, { value: member, enumerable: true, writable: true, configurable: true })
}

const tooLarge = (field: string, what: string) => new TrailhouseError('EVENT_INVALID', `${field} has ${what}`)
