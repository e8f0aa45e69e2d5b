import { isObject } from '../src/fields/text.ts'
import { headed } from '../src/headed.ts'
import { jsonMapper } from '../src/json-mapper.ts'
import type { Mapper } from '../src/mapper.ts'
import { compileCondition, type Holds } from './condition.ts'
import { compileDraft } from './draft.ts'
import type { Scope } from './path.ts'
import type { Input, Mapping } from './schema.ts'
import { textMapper } from './text-mapper.ts'

/** Makes the mapper of a valid mapping: all that can be decided without a record is decided here, once. */
export function compileMapping(mapping: Mapping): Mapper {
  const input: Input = typeof mapping.input === 'string' ? { format: mapping.input } : mapping.input
  const detects = compileDetection(mapping)
  if (input.format !== 'json') return textMapper(mapping, input, detects)
  const mapper = compileJson(mapping, detects)
  return input.syslog === true ? headed(mapper) : mapper
}

function compileJson(mapping: Mapping, detects: Holds): Mapper {
  const draft = compileDraft(mapping)
  return jsonMapper({
    name: mapping.dataset,
    version: mapping.version,
    ...(mapping.records === undefined ? {} : { arrayMember: mapping.records }),
    detects: (record) => isObject(record) && detects(scopeOf(record, record, 0)),
    map: (record, { root, now }) => draft(scopeOf(record, root, now)),
  })
}

const scopeOf = (record: unknown, root: unknown, now: number): Scope => ({
  item: record,
  event: record,
  root,
  syslog: undefined,
  now,
})

/** Without `detect` a mapping is used only where its name is given. */
function compileDetection({ detect }: Mapping): Holds {
  return detect === undefined ? () => false : compileCondition({ all: detect })
}
