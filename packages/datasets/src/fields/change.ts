import { isObject, text } from './text.ts'

/** A JSON value as text, empty for an empty object and for what is not there. Integers beyond 2^53 keep their digits. */
export function jsonText(value: unknown): string {
  if (value === undefined || value === null || value === '' || isEmpty(value)) return ''
  return JSON.stringify(value, isPlain(value) ? undefined : exactly)
}

/** Whether JSON.stringify writes it as it is: a function that it asks for each member makes it five times slower. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) || !Number.isInteger(value)
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  if (Array.isArray(value)) return value.every(isPlain)
  for (const key in value) if (!isPlain((value as Record<string, unknown>)[key])) return false
  return true
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

function exactly(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return rawJson(String(value))
  // Asks for the record to be parsed again where JSON.parse rounded the number.
  if (typeof value === 'number') text(value)
  return value
}

/** ES2026, not yet in TypeScript's library. */
const { rawJSON: rawJson } = JSON as unknown as { readonly rawJSON: (json: string) => unknown }

/** A JSON pointer (RFC 6901) to a member of the top-level object. */
export function pointerTo(key: string): string {
  const token = key.toWellFormed()
  return token.includes('~') || token.includes('/')
    ? `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`
    : `/${token}`
}

/** More pointers than a person would read are cut. */
const maxPointers = 100

/** Pointers to the members that differ between two objects; of anything else nothing is known. */
export function changedMembers(before: unknown, after: unknown): string[] {
  const pointers: string[] = []
  if (!isObject(before) || !isObject(after)) return pointers
  for (const key in after) if (!same(before[key], after[key])) pointers.push(pointerTo(key))
  for (const key in before) if (!Object.hasOwn(after, key)) pointers.push(pointerTo(key))
  return pointers.slice(0, maxPointers)
}

const same = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && typeof other === 'object' && jsonText(one) === jsonText(other))
