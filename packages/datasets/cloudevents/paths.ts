import { object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** A path of one or two names, taken apart once. */
export type Path = readonly [name: string, inner: string]

export const paths = (...dotted: readonly string[]): readonly Path[] =>
  dotted.map((path) => {
    const dot = path.indexOf('.')
    return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)]
  })

/** The value at a path. */
export function at(data: JsonRecord, [name, inner]: Path): unknown {
  const value = data[name]
  return inner === '' ? value : object(value)[inner]
}

/** The text at the first of the paths that has one. */
export function first(data: JsonRecord, candidates: readonly Path[]): string {
  for (const path of candidates) {
    const found = text(at(data, path))
    if (found !== '') return found
  }
  return ''
}
