import { TrailhouseError } from '@trailhouse/errors'

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

const MAX_DEPTH = 64
/** Values in one document. Shared references are copied where they stand, so a small graph can unfold without end. */
const MAX_VALUES = 100_000

/**
 * A value as `JSON.stringify` would write it, as plain data: `toJSON` applied, undefined members and functions left out,
 * NaN and Infinity null. A bigint becomes its decimal text, because ids are often bigints. What is plain already is
 * returned as it is, and only what is not is copied: copying all of a document doubled the cost of a call.
 *
 * @throws TrailhouseError EVENT_INVALID for more than 64 levels (a cycle has them) or more than 100,000 values
 */
export function toJson(value: unknown, field: string): Json | undefined {
  return plain(value, '', 0, { field, values: 0 })
}

type Walk = { readonly field: string; values: number }

function plain(value: unknown, key: string | number, depth: number, walk: Walk): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : plainObject(value, key, depth, walk)
    default:
      return undefined
  }
}

function plainObject(value: object, key: string | number, depth: number, walk: Walk): Json | undefined {
  if (depth === MAX_DEPTH) throw tooLarge(walk.field, `more than ${MAX_DEPTH} levels, or refers to itself`)
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return plain(toJSON.call(value, String(key)), key, depth + 1, walk)
  return Array.isArray(value) ? plainArray(value, depth, walk) : plainMembers(value as JsonObject, depth, walk)
}

function plainArray(items: unknown[], depth: number, walk: Walk): Json[] {
  count(items.length, walk)
  let copy: Json[] | undefined
  for (let i = 0; i < items.length; i++) {
    const item = plain(items[i], i, depth + 1, walk) ?? null
    if (copy === undefined && item !== items[i]) copy = items.slice() as Json[]
    if (copy !== undefined) copy[i] = item
  }
  return copy ?? (items as Json[])
}

function plainMembers(object: JsonObject, depth: number, walk: Walk): JsonObject {
  const names = Object.keys(object)
  count(names.length, walk)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (plain(object[name], name, depth + 1, walk) !== object[name]) return copyMembers(object, names, depth, walk)
  }
  return object
}

function copyMembers(object: JsonObject, names: readonly string[], depth: number, walk: Walk): JsonObject {
  const copy: JsonObject = {}
  for (const name of names) {
    const member = plain(object[name], name, depth + 1, walk)
    if (member !== undefined) setMember(copy, name, member)
  }
  return copy
}

function count(values: number, walk: Walk): void {
  walk.values += values
  if (walk.values > MAX_VALUES) throw tooLarge(walk.field, `more than ${MAX_VALUES} values`)
}

/** A plain assignment to `__proto__` would change the object's prototype instead. */
export function setMember<T>(object: Record<string, T>, name: string, member: T): void {
  if (name !== '__proto__') object[name] = member
  else Object.defineProperty(object, name, { value: member, enumerable: true, writable: true, configurable: true })
}

const tooLarge = (field: string, what: string) => new TrailhouseError('EVENT_INVALID', `${field} has ${what}`)
