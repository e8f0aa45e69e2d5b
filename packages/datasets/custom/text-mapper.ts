import type { AuditEvent } from '@trailhouse/event'
import { finish } from '../src/finish.ts'
import { defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { csvFields } from '../src/parsers/csv.ts'
import { decode } from '../src/parsers/json.ts'
import { keyValues } from '../src/parsers/key-value.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'
import { compileAttributes } from './attributes.ts'
import type { Holds } from './condition.ts'
import { compileDraft } from './draft.ts'
import type { Scope } from './path.ts'
import { compileGroups } from './pattern.ts'
import type { Input, Mapping } from './schema.ts'

/** The values of a line by name, or undefined where the line is not of the format. */
type ReadLine = (line: string) => Readonly<Record<string, string>> | undefined

/** A mapper of lines: key=value, CSV, or what a regular expression's named groups take out of one. */
export function textMapper(mapping: Mapping, input: Input, detects: Holds): Mapper {
  const readLine = compileLine(input)
  const draft = compileDraft(mapping)
  const attributes = compileAttributes(mapping)
  const read = (line: string, now: number) => readScope(line, input, readLine, now)
  const { dataset, version } = mapping
  return {
    name: dataset,
    version,
    detects: ({ text, json }: Sample) => {
      const scope = json === undefined ? read(text, 0) : undefined
      return scope !== undefined && detects(scope)
    },
    map(raw: Uint8Array, context: MapContext): AuditEvent[] {
      const scope = read(decode(raw, context.limits ?? defaultLimits).trim(), context.ingestTime)
      if (scope === undefined)
        throw new MappingError('MALFORMED', `the record is not of ${dataset}'s ${input.format} form`)
      const origin = { dataset, mapper: `${dataset}@${version}`, raw, index: 0 }
      return [finish({ ...draft(scope), attributes: attributes(scope) }, origin, context)]
    },
  }
}

function readScope(line: string, input: Input, readLine: ReadLine, now: number): Scope | undefined {
  const syslog = input.syslog === true ? parseSyslog(line, now) : undefined
  const item = readLine(syslog === undefined ? line : syslog.message)
  if (item === undefined) return undefined
  return { item, event: item, root: item, syslog: syslog && { ...syslog, time: syslog.timeText }, now }
}

function compileLine({ format, columns = [], delimiter, pattern = '' }: Input): ReadLine {
  if (format === 'regex') return compileGroups(pattern)
  if (format === 'csv') return (line) => csvRecord(csvFields(line, columns.length, delimiter), columns)
  return (line) => {
    const pairs = keyValues(line)
    return pairs.size === 0 ? undefined : Object.fromEntries(pairs)
  }
}

function csvRecord(fields: readonly string[], columns: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (let index = 0; index < fields.length; index++) record[columns[index] ?? ''] = fields[index] ?? ''
  return record
}
