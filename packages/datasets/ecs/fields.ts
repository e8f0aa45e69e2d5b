import { isObject, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** Elasticsearch keeps any field as one value or an array of them: the first that is there as text. */
export function one(value: unknown): string {
  return text(Array.isArray(value) ? value[0] : value)
}

/** The first of the values that is present, each a value or an array. */
export function firstOf(...values: readonly unknown[]): string {
  for (const value of values) {
    const found = one(value)
    if (found !== '') return found
  }
  return ''
}

/** All values of a field as text; more than a person would read are cut. */
export function all(value: unknown): string[] {
  const values = Array.isArray(value) ? value.slice(0, maxValues) : [value]
  return values.map(text).filter((found) => found !== '')
}

const maxValues = 100

/**
 * The document with its dotted keys as nested objects: `{"user.name": "ana"}` and `{"user": {"name": "ana"}}` are the
 * same to Elasticsearch, and shippers write either, or both in one document.
 */
export function nested(document: JsonRecord): JsonRecord {
  for (const key in document) if (isDotted(key)) return expand(document)
  return document
}

const isDotted = (key: string): boolean => key.indexOf('.') > 0

function expand(document: JsonRecord): JsonRecord {
  const root: JsonRecord = {}
  const made = new Set<unknown>()
  for (const key in document) if (!isDotted(key)) put(root, key, document[key])
  for (const key in document) if (isDotted(key)) place(root, key.split('.', maxParts), document[key], made)
  return root
}

const maxParts = 12

/** An object of the document is copied before it is added to, once: the document itself is left as it is. */
function place(root: JsonRecord, path: readonly string[], value: unknown, made: Set<unknown>): void {
  let at = root
  for (let depth = 0; depth < path.length - 1; depth++) {
    const key = path[depth] ?? ''
    const next = Object.hasOwn(at, key) ? at[key] : undefined
    if (isObject(next) && made.has(next)) {
      at = next
      continue
    }
    const copy = isObject(next) ? { ...next } : {}
    made.add(copy)
    put(at, key, copy)
    at = copy
  }
  put(at, path.at(-1) ?? '', value)
}

/** A key is the sender's word: `__proto__` must become a member like any other. */
function put(object: JsonRecord, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true })
  else object[key] = value
}
