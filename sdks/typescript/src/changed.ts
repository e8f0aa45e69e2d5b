import type { Json, JsonObject } from './json.ts'

/**
 * JSON pointers (RFC 6901) of what differs between two documents, each as deep as possible. A member or element that only
 * one side has is named by itself, not by what is in it; arrays are compared by position. An absent side counts as an
 * empty object, so that a creation and a deletion name every top-level member. Members in the order of their names
 * (UTF-16 code units), elements by index: the same two documents always give the same list.
 */
export function changedPointers(before: Json | undefined, after: Json | undefined): string[] {
  const pointers: string[] = []
  if (before === undefined && after === undefined) return pointers
  compare(before === undefined ? {} : before, after === undefined ? {} : after, '', pointers)
  return pointers
}

function compare(before: Json, after: Json, pointer: string, pointers: string[]): void {
  if (before === after) return
  if (Array.isArray(before) && Array.isArray(after)) compareArrays(before, after, pointer, pointers)
  else if (isObject(before) && isObject(after)) compareObjects(before, after, pointer, pointers)
  else pointers.push(pointer)
}

function compareArrays(before: Json[], after: Json[], pointer: string, pointers: string[]): void {
  const length = Math.max(before.length, after.length)
  for (let i = 0; i < length; i++) {
    const was = before[i]
    const is = after[i]
    if (was === undefined || is === undefined) pointers.push(`${pointer}/${i}`)
    else compare(was, is, `${pointer}/${i}`, pointers)
  }
}

function compareObjects(before: JsonObject, after: JsonObject, pointer: string, pointers: string[]): void {
  for (const name of memberNames(before, after)) {
    const was = Object.hasOwn(before, name) ? before[name] : undefined
    const is = Object.hasOwn(after, name) ? after[name] : undefined
    if (was === is) continue
    const member = `${pointer}/${escapePointer(name)}`
    if (was === undefined || is === undefined) pointers.push(member)
    else compare(was, is, member, pointers)
  }
}

function memberNames(before: JsonObject, after: JsonObject): string[] {
  const names = Object.keys(before)
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) names.push(name)
  return names.sort()
}

/** RFC 6901, section 3. */
export function escapePointer(name: string): string {
  if (!name.includes('~') && !name.includes('/')) return name
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
