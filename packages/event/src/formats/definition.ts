/**
 * What an event is in another schema is written down once and read twice: `of` makes it from an event in JavaScript, `sql`
 * is ClickHouse's expression for it over a row of audit.events. A test holds the two to the same JSON for every sample.
 */
import { isUtf8 } from 'node:buffer'
import type { AuditEvent, Target } from '../generated/audit-event.ts'
import { formatTime } from '../time.ts'

/** A text; the empty one is absent. */
export type Text<S = AuditEvent> = { readonly of: (subject: S) => string; readonly sql: string }
/** A whole number. */
export type Whole = { readonly of: (event: AuditEvent) => number; readonly sql: string }
export type Condition<S = AuditEvent> = { readonly of: (subject: S) => boolean; readonly sql: string }
/** A JSON value, undefined where absent; in SQL its JSON text, empty where absent. */
export type Json<S = AuditEvent> = { readonly of: (subject: S) => unknown; readonly sql: string }

type ColumnOf<T> = { [F in keyof AuditEvent]: AuditEvent[F] extends T ? F : never }[keyof AuditEvent]

export const column = (name: ColumnOf<string>): Text => ({ of: (event) => event[name], sql: `toString(${name})` })
export const wholeColumn = (name: ColumnOf<number>): Whole => ({ of: (event) => event[name], sql: `toInt64(${name})` })
export const targetColumn = (name: keyof Target): Text<Target> => ({
  of: (target) => target[name],
  sql: `tupleElement(target, '${name}')`,
})
/** A member of the n-th target, from 0; absent where there are fewer. */
export const targetAt = (index: number, name: keyof Target): Text => ({
  of: ({ targets }) => targets[index]?.[name] ?? '',
  sql: `tupleElement(targets[${index + 1}], '${name}')`,
})

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

export const words = (text: string): Text<unknown> => ({ of: () => text, sql: quoted(text) })

/** The first that is not empty. */
export const first = <S>(...texts: readonly Text<S>[]): Text<S> => ({
  of: (subject) => texts.map((text) => text.of(subject)).find((text) => text !== '') ?? '',
  sql: `arrayFirst(text -> text != '', [${texts.map((text) => text.sql).join(', ')}])`,
})

/** The text where it matches, else nothing. The pattern is one that JavaScript and RE2 read alike. */
export function matching(text: Text, pattern: string): Text {
  const regex = new RegExp(pattern)
  return {
    of: (event) => {
      const found = text.of(event)
      return regex.test(found) ? found : ''
    },
    sql: `if(match(${text.sql}, ${quoted(pattern)}), ${text.sql}, '')`,
  }
}

/** What a table has for a number; nothing where it has nothing. */
export const caption = (table: ReadonlyMap<number, string>, key: Whole): Text => ({
  of: (event) => table.get(key.of(event)) ?? '',
  sql: `transform(${key.sql}, [${[...table.keys()].join(', ')}], [${[...table.values()].map(quoted).join(', ')}], '')`,
})

/** A time as RFC 3339 with microseconds. */
export const rfc3339 = (name: 'event_time' | 'ingest_time'): Text => ({
  of: (event) => formatTime(event[name]),
  sql: `concat(replaceOne(toString(${name}), ' ', 'T'), 'Z')`,
})

/** Milliseconds since 1970-01-01 UTC. */
export const milliseconds = (name: 'event_time' | 'ingest_time'): Whole => ({
  of: (event) => Math.floor(event[name] / 1000),
  sql: `intDiv(toUnixTimestamp64Micro(${name}) - positiveModulo(toUnixTimestamp64Micro(${name}), 1000), 1000)`,
})

/** The record as text, or in base64 where it is not UTF-8. */
export const rawText: Text = {
  of: ({ raw }) => Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString(isUtf8(raw) ? 'utf8' : 'base64'),
  sql: 'if(isValidUTF8(raw), raw, base64Encode(raw))',
}
export const rawSize: Whole = { of: ({ raw }) => raw.length, sql: 'toInt64(length(raw))' }

/** A number by the value of an enum column; 0 for one that is not listed. */
export const numbered = (name: 'outcome' | 'actor_type', numbers: Readonly<Record<string, number>>): Whole => ({
  of: (event) => numbers[event[name]] ?? 0,
  sql: `transform(toString(${name}), [${Object.keys(numbers).map(quoted).join(', ')}], [${Object.values(numbers).join(', ')}], 0)`,
})

export const plus = (one: Whole, factor: number, other: Whole): Whole => ({
  of: (event) => one.of(event) * factor + other.of(event),
  sql: `(${one.sql} * ${factor} + ${other.sql})`,
})

export const wholeConstant = (value: number): Whole => ({ of: () => value, sql: String(value) })

/** A number that SQL knows by a name: `WITH ${definition} AS ${sql}`. */
export const alias = (name: string, { of, sql }: Whole): Whole & { readonly definition: string } => ({
  of,
  sql: name,
  definition: `${sql} AS ${name}`,
})

export const isOneOf = (value: Whole, numbers: readonly number[]): Condition => {
  const set = new Set(numbers)
  return { of: (event) => set.has(value.of(event)), sql: `${value.sql} IN (${numbers.join(', ')})` }
}
export const isThere = <S>(text: Text<S>): Condition<S> => ({
  of: (subject) => text.of(subject) !== '',
  sql: `${text.sql} != ''`,
})
export const both = (one: Condition, other: Condition): Condition => ({
  of: (event) => one.of(event) && other.of(event),
  sql: `(${one.sql} AND ${other.sql})`,
})
export const not = (condition: Condition): Condition => ({
  of: (event) => !condition.of(event),
  sql: `NOT (${condition.sql})`,
})
export const choice = (condition: Condition, then: Whole, otherwise: Whole): Whole => ({
  of: (event) => (condition.of(event) ? then : otherwise).of(event),
  sql: `if(${condition.sql}, ${then.sql}, ${otherwise.sql})`,
})
export const textWhen = <S>(condition: Condition<S>, then: Text<S>, otherwise: Text<S> = words('')): Text<S> => ({
  of: (subject) => (condition.of(subject) ? then : otherwise).of(subject),
  sql: `if(${condition.sql}, ${then.sql}, ${otherwise.sql})`,
})

/** An expression for a value that stands once in the text, however often it is used: nested objects would double it at each level. */
const once = (name: string, value: string, expression: string): string =>
  `arrayMap(${name} -> ${expression}, [${value}])[1]`

export const string = <S>(text: Text<S>): Json<S> => ({
  of: (subject) => text.of(subject) || undefined,
  sql: once('text', text.sql, "if(text = '', '', toJSONString(text))"),
})
export const whole = (value: Whole): Json => ({ of: value.of, sql: `toString(${value.sql})` })
export const wholeUnlessZero = (value: Whole): Json => ({
  of: (event) => value.of(event) || undefined,
  sql: once('whole', value.sql, "if(whole = 0, '', toString(whole))"),
})
export const constant = (value: string | number | readonly string[]): Json<unknown> => ({
  of: () => value,
  sql: quoted(JSON.stringify(value)),
})

export type Members<S = AuditEvent> = Readonly<Record<string, Json<S>>>

/** An object of the members that are there; absent where none is. */
export const object = <S = AuditEvent>(members: Members<S>): Json<S> => ({
  of: (subject) => {
    const found: Record<string, unknown> = {}
    for (const key in members) {
      const value = members[key]?.of(subject)
      if (value !== undefined) found[key] = value
    }
    return Object.keys(found).length === 0 ? undefined : found
  },
  sql: bracketed(
    '{',
    Object.entries(members).map(([key, { sql }]) => `(${quoted(`${JSON.stringify(key)}:`)}, ${sql})`),
    '}',
  ),
})

/** An array of the elements that are there; absent where none is. */
export const array = (...elements: readonly Json[]): Json => ({
  of: (event) => {
    const found = elements.map((element) => element.of(event)).filter((value) => value !== undefined)
    return found.length === 0 ? undefined : found
  },
  sql: bracketed(
    '[',
    elements.map(({ sql }) => `('', ${sql})`),
    ']',
  ),
})

function bracketed(open: string, parts: readonly string[], close: string): string {
  const found = `arrayFilter(part -> part.2 != '', [${parts.join(', ')}])`
  const text = `arrayStringConcat(arrayMap(part -> concat(part.1, part.2), ${found}), ',')`
  return once('inner', text, `if(inner = '', '', concat('${open}', inner, '${close}'))`)
}

/** An element for each target; a target that makes none is left out. */
export const eachTarget = (element: Json<Target>): Json => ({
  of: ({ targets }) => {
    const found = targets.map((target) => element.of(target)).filter((value) => value !== undefined)
    return found.length === 0 ? undefined : found
  },
  sql: once(
    'inner',
    `arrayStringConcat(arrayFilter(part -> part != '', arrayMap(target -> ${element.sql}, targets)), ',')`,
    "if(inner = '', '', concat('[', inner, ']'))",
  ),
})

export const texts = (name: 'changed'): Json => ({
  of: (event) => (event[name].length === 0 ? undefined : event[name]),
  sql: `if(empty(${name}), '', toJSONString(${name}))`,
})
export const textMap = (name: 'attributes'): Json => ({
  of: (event) => (Object.keys(event[name]).length === 0 ? undefined : event[name]),
  sql: `if(empty(${name}), '', toJSONString(${name}))`,
})

export const when = (condition: Condition, then: Json): Json => ({
  of: (event) => (condition.of(event) ? then.of(event) : undefined),
  sql: `if(${condition.sql}, ${then.sql}, '')`,
})
/** The first of which something is there. */
export const either = (...values: readonly Json[]): Json => ({
  of: (event) => {
    for (const value of values) {
      const found = value.of(event)
      if (found !== undefined) return found
    }
    return undefined
  },
  sql: `arrayFirst(text -> text != '', [${values.map(({ sql }) => sql).join(', ')}])`,
})
