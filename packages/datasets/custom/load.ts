import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TrailhouseError } from '@trailhouse/errors'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Mapper } from '../src/mapper.ts'
import { compileMapping } from './compile.ts'
import { type Mapping, mappingSchema } from './schema.ts'

/** Largest mapping file: a thousand times what one needs. */
const maxFileBytes = 1024 * 1024

/**
 * The mapper of a mapping file.
 * @throws TrailhouseError MAPPING_INVALID, with every fault of the file and its line
 */
export function loadMapping(file: string): Mapper {
  return compileMapping(parseMapping(readMapping(file), file))
}

/**
 * The mappers of a folder's `.yaml` and `.yml` files.
 * @throws TrailhouseError MAPPING_INVALID where a file has a fault, or two name the same dataset
 */
export function loadMappings(folder: string): Mapper[] {
  const mappers = new Map<string, Mapper>()
  for (const file of filesIn(folder)) {
    const mapper = loadMapping(file)
    if (mappers.has(mapper.name)) throw invalid(`${file}: the dataset ${mapper.name} has another file in this folder`)
    mappers.set(mapper.name, mapper)
  }
  return [...mappers.values()]
}

/** @throws TrailhouseError MAPPING_INVALID */
export function parseMapping(text: string, file: string): Mapping {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [fault] = document.errors
  if (fault !== undefined) throw invalid(`${file}:${fault.linePos?.[0].line ?? 1}: ${fault.message.split('\n')[0]}`)
  const parsed = mappingSchema.safeParse(contentsOf(document, file))
  if (parsed.success) return parsed.data
  const problems = problemsOf(parsed.error.issues).map(
    ({ path, message }) => `${file}:${lineOf(document, path, lines)}: ${path.join('.') || 'the mapping'} ${message}`,
  )
  throw invalid(problems.join('\n'))
}

/** An alias can stand for an object that holds aliases: unbounded, ten lines become a billion values. */
function contentsOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    throw invalid(`${file}: the file repeats more by its aliases than is allowed`, cause)
  }
}

const invalid = (message: string, cause?: unknown) => new TrailhouseError('MAPPING_INVALID', message, { cause })

function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name))
    return names.sort().map((name) => join(folder, name))
  } catch (cause) {
    throw invalid(`${folder}: the folder cannot be read`, cause)
  }
}

function readMapping(file: string): string {
  try {
    const bytes = readFileSync(file)
    if (bytes.length <= maxFileBytes) return bytes.toString('utf8')
  } catch (cause) {
    throw invalid(`${file}: the file cannot be read`, cause)
  }
  throw invalid(`${file}: the file has more than ${maxFileBytes} bytes`)
}

type Issue = z.core.$ZodIssue
type Problem = { readonly path: readonly PropertyKey[]; readonly message: string }

function problemsOf(issues: readonly Issue[], base: readonly PropertyKey[] = []): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    const inner = issue.code === 'invalid_union' ? meant(issue.errors) : undefined
    return inner === undefined ? [{ path, message: messageOf(issue) }] : problemsOf(inner, path)
  })
}

/** Of the forms that a value can have, the one that it has: its faults lie inside, and not in what it is. */
function meant(forms: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const close = forms.filter((issues) => !issues.some(({ code, path }) => path.length === 0 && isForm(code)))
  return close.length === 1 ? close[0] : undefined
}

const isForm = (code: string | undefined): boolean => code === 'invalid_type' || code === 'invalid_value'

function messageOf(issue: Issue): string {
  if (issue.code === 'invalid_value')
    return `takes ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`
  if (issue.code === 'invalid_type') {
    return issue.input === undefined && issue.message.includes('undefined')
      ? 'is missing'
      : `takes ${article(issue.expected)}`
  }
  if (issue.code === 'too_small') return `takes at least ${issue.minimum}`
  return issue.code === 'too_big' ? `takes at most ${issue.maximum}` : issue.message
}

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`)

/** The line of the innermost part of a path that is in the file. */
function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
