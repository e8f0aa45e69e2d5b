import { text } from '../src/fields/text.ts'
import { compileCondition } from './condition.ts'
import { compilePath, type Scope } from './path.ts'
import { compileExtract } from './pattern.ts'
import { compileTime } from './time-format.ts'
import type { Value, ValueParts } from './value-schema.ts'

export type ReadText = (scope: Scope) => string

/** Compiles a value to the function that reads it as text; the empty string where there is none. */
export function compileText(value: Value): ReadText {
  if (typeof value === 'string') return textAt(value)
  let read = source(value)
  if (value.extract !== undefined) read = extracted(read, value.extract)
  if (value.lower === true) read = lowered(read)
  if (value.table !== undefined) read = lookedUp(read, value.table, value.default)
  return value.default === undefined ? read : withDefault(read, String(value.default))
}

/** Compiles a time to the function that reads it: the time, and its text where it cannot be read. */
export function compileTimeOf(value: Value): (scope: Scope) => { time: number | undefined; text: string } {
  const parts: ValueParts = typeof value === 'string' ? { path: value } : value
  const formats = parts.time ?? 'iso'
  const readTime = compileTime(typeof formats === 'string' ? [formats] : formats, parts.zone ?? 'UTC')
  const read = compileText(value)
  return (scope) => {
    const found = read(scope)
    return { time: found === '' ? undefined : readTime(found, scope.now), text: found }
  }
}

function source({ path, value, template, cases }: ValueParts): ReadText {
  if (path !== undefined) return typeof path === 'string' ? textAt(path) : firstOf(path.map(textAt))
  if (template !== undefined) return compileTemplate(template)
  if (cases !== undefined) return compileCases(cases)
  const constant = value === undefined ? '' : String(value)
  return () => constant
}

/** The text at a path; of an array of texts the first. */
function textAt(path: string): ReadText {
  const read = compilePath(path)
  return (scope) => {
    const value = read(scope)
    return typeof value === 'object' && Array.isArray(value) ? text(value[0]) : text(value)
  }
}

function firstOf(reads: readonly ReadText[]): ReadText {
  return (scope) => {
    for (const read of reads) {
      const found = read(scope)
      if (found !== '') return found
    }
    return ''
  }
}

/** A template whose paths have no value is none itself. */
function compileTemplate(template: string): ReadText {
  const parts = template.split(/\{([^{}]*)\}/)
  const reads = parts.map((part, index) => (index % 2 === 1 ? textAt(part) : undefined))
  return (scope) => {
    let isFilled = reads.length === 1
    let result = ''
    for (const [index, read] of reads.entries()) {
      const part = read === undefined ? (parts[index] ?? '') : read(scope)
      if (read !== undefined && part !== '') isFilled = true
      result += part
    }
    return isFilled ? result : ''
  }
}

function compileCases(cases: NonNullable<ValueParts['cases']>): ReadText {
  const compiled = cases.map(({ when, ...value }) => ({
    holds: when === undefined ? () => true : compileCondition(when),
    read: compileText(value),
  }))
  return (scope) => compiled.find(({ holds }) => holds(scope))?.read(scope) ?? ''
}

function extracted(read: ReadText, pattern: string): ReadText {
  const extract = compileExtract(pattern)
  return (scope) => {
    const found = read(scope)
    return found === '' ? '' : extract(found)
  }
}

const lowered =
  (read: ReadText): ReadText =>
  (scope) =>
    read(scope).toLowerCase()

/** A value that the table does not have stays as it is, unless there is a default. */
function lookedUp(read: ReadText, table: Readonly<Record<string, string | number>>, fallback: unknown): ReadText {
  const values = new Map(Object.entries(table).map(([key, value]) => [key, String(value)]))
  return (scope) => {
    const found = read(scope)
    return values.get(found) ?? (fallback === undefined ? found : '')
  }
}

const withDefault =
  (read: ReadText, fallback: string): ReadText =>
  (scope) =>
    read(scope) || fallback
