import type { Json, JsonObject } from './json.ts'

/**
 * JSON pointers (RFC 6901) of what differs between two documents, each as deep as possible. A member or element that only
 * one side has is named by itself, not by what is in it; arrays are compared by position. An absent side counts as an
 * empty object, so that a creation and a deletion name every top-level member. Members in the order of their names
 * (UTF-16 code units), elements by index: the same two documents always give the same list.
 */
export function changedPointers(before: Json | undefined, after: Json | undefined): string[] {
  if (before === undefined && after === undefined) return []
  return compare(before === undefined ? {} : before, after === undefined ? {} : after) ?? []
}

/** Pointers relative to the two values; undefined where they are equal, so that equal parts cost no allocation. */
function compare(before: Json, after: Json): string[] | undefined {
  if (before === after) return undefined
  if (Array.isArray(before) && Array.isArray(after)) return compareArrays(before, after)
  if (isObject(before) && isObject(after)) return compareObjects(before, after)
  return ['']
}

function compareArrays(before: Json[], after: Json[]): string[] | undefined {
  const length = Math.max(before.length, after.length)
  let found: string[] | undefined
  for (let i = 0; i < length; i++) {
    const differing = compareMembers(before[i], after[i])
    if (differing) found = (found ?? []).concat(differing.map((pointer) => `/${i}${pointer}`))
  }
  return found
}

type Difference = { readonly name: string; readonly pointers: readonly string[] }

function compareObjects(before: JsonObject, after: JsonObject): string[] | undefined {
  const found: Difference[] = []
  const names = Object.keys(after)
  let shared = 0
  for (const name of Object.keys(before)) {
    const was = before[name]
    // Equal values need no look at who owns them: nothing that an object inherits is a JSON value.
    const is = was === after[name] ? was : memberOf(after, name)
    if (is !== undefined) shared += 1
    const pointers = compareMembers(was, is)
    if (pointers) found.push({ name, pointers })
  }
  if (shared < names.length)
    for (const name of names) if (memberOf(before, name) === undefined) found.push({ name, pointers: [''] })
  return found.length === 0 ? undefined : inOrder(found)
}

function inOrder(found: Difference[]): string[] {
  if (found.length > 1) found.sort((a, b) => (a.name < b.name ? -1 : 1))
  return found.flatMap(({ name, pointers }) => pointers.map((pointer) => `/${escapePointer(name)}${pointer}`))
}

function compareMembers(before: Json | undefined, after: Json | undefined): string[] | undefined {
  if (before === after) return undefined
  return before === undefined || after === undefined ? [''] : compare(before, after)
}

/** `toString` and the like are no members of a document. */
function memberOf(object: JsonObject, name: string): Json | undefined {
  const member = object[name]
  return member === undefined || Object.hasOwn(object, name) ? member : undefined
}

/** RFC 6901, section 3. */
export function escapePointer(name: string): string {
  if (!name.includes('~') && !name.includes('/')) return name
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
