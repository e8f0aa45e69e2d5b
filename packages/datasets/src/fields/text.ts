/**
 * A JSON scalar as text: strings without lone surrogates (they have no UTF-8 form; each becomes U+FFFD), numbers and
 * booleans as JSON writes them. Everything else is absent: the empty string.
 */
export function text(value: unknown): string {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return ''
}

/** The first of the values that is present as text. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    const found = text(value)
    if (found !== '') return found
  }
  return ''
}

/** The text itself where it is one e-mail address, else the empty string. RFC 5321 allows 254 characters. */
export function email(name: string): string {
  return name.length <= 254 && name.indexOf('@') > 0 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(name) ? name : ''
}

/** A JSON object, or an empty one: so that a path into a record needs no check at every step. */
export function object(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : nothing
}

/** A JSON array, or an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : empty
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An integer that JSON.parse has rounded: the record must be parsed again with its integers kept whole. */
export class RoundedInteger extends Error {}

/** One for all: making an error costs more than mapping a record. It never leaves the package. */
const rounded = new RoundedInteger()

const nothing: Record<string, unknown> = Object.freeze({})
const empty: readonly unknown[] = Object.freeze([])

function numberText(value: number): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw rounded
  return String(value)
}
