import { z } from 'zod'

/** One declared setting: what it is for, what it takes, and how its text becomes a value. */
export type Setting<T> = {
  /** One sentence for docs/configuration.md. */
  readonly description: string
  /** What a valid value looks like, as it completes "takes ...". */
  readonly takes: string
  readonly schema: z.ZodType<T, string>
  /** ms, bytes, ... */
  readonly unit?: string
  /** The text used where nothing is given. Without it the setting is required, unless it is optional. */
  readonly default?: string
  readonly optional?: true
  /** Its value is never printed, and is blanked out of log lines. */
  readonly secret?: true
}

export type Declaration = Readonly<Record<string, Setting<unknown>>>

/** The values of a declaration, by the same keys. */
export type SettingsOf<D extends Declaration> = { readonly [K in keyof D]: z.output<D[K]['schema']> }

type About = { description: string; default?: string; unit?: string; secret?: true }

/** Makes the setting one that may be left out: its value is then undefined. */
export function optional<T>(setting: Setting<T>): Setting<T | undefined> {
  return { ...setting, optional: true }
}

export function text(about: About & { takes?: string; pattern?: RegExp }): Setting<string> {
  const { pattern, takes = 'a text', ...rest } = about
  return { ...rest, takes, schema: pattern ? z.string().regex(pattern) : z.string().min(1) }
}

/** A whole number between `min` and `max`, both included. */
export function integer(about: About & { min: number; max: number }): Setting<number> {
  const { min, max, ...rest } = about
  const schema = z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
  return { ...rest, takes: `a whole number from ${min} to ${max}`, schema }
}

/** A number between `min` and `max`, both included. */
export function decimal(about: About & { min: number; max: number }): Setting<number> {
  const { min, max, ...rest } = about
  const schema = z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
  return { ...rest, takes: `a number from ${min} to ${max}`, schema }
}

export function flag(about: About): Setting<boolean> {
  return {
    ...about,
    takes: '`true` or `false`',
    schema: z.enum(['true', 'false']).transform((value) => value === 'true'),
  }
}

export function choice<const C extends string>(about: About & { choices: readonly [C, ...C[]] }): Setting<C> {
  const { choices, ...rest } = about
  const schema = z.string().pipe(z.enum(choices)) as unknown as z.ZodType<C, string>
  return { ...rest, takes: `one of ${choices.map((each) => `\`${each}\``).join(', ')}`, schema }
}

/** Texts parted by commas. `item` is what each must match. */
export function list(about: About & { item?: RegExp; takes: string }): Setting<readonly string[]> {
  const { item = /^\S+$/, ...rest } = about
  const schema = z
    .string()
    .transform((value) => value.split(',').map((each) => each.trim()))
    .pipe(z.array(z.string().regex(item)).min(1))
  return { ...rest, schema }
}

/** An http or https address. Credentials in it are refused: they have settings of their own, which are kept secret. */
export function httpUrl(about: About): Setting<string> {
  const schema = z.url({ protocol: /^https?$/ }).refine((value) => {
    const { username, password } = new URL(value)
    return username === '' && password === ''
  })
  return { ...about, takes: 'an http:// or https:// address without user and password in it', schema }
}

/** PEM text; usually given by the name of its file, in `<NAME>_FILE`. */
export function pem(about: About): Setting<string> {
  return { ...about, takes: 'PEM text, which begins with `-----BEGIN`', schema: z.string().regex(/-----BEGIN /) }
}
