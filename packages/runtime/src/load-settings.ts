import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'
import type { Declaration, SettingsOf } from './setting.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What is wrong with one setting, as a sentence that names it. */
type Problem = { readonly code: 'SETTING_INVALID' | 'SETTING_UNKNOWN'; readonly message: string }

const prefix = 'TRAILHOUSE_'
const configFile = 'TRAILHOUSE_CONFIG_FILE'
/** Names under this prefix are for tests alone (step.ts) and are never settings. */
const testPrefix = 'TRAILHOUSE_TEST_'
/** Names under this prefix are those of `npm start`: a shell that has them runs the other commands too. */
const localPrefix = 'TRAILHOUSE_LOCAL_'

/** `kafkaBrokers` -> `TRAILHOUSE_KAFKA_BROKERS` */
export function settingName(key: string): string {
  return prefix + key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}

/**
 * Reads the declared settings from the environment, and from the file that TRAILHOUSE_CONFIG_FILE names (lines of
 * NAME=value; the environment wins). `<NAME>_FILE` names a file that holds the value. An empty value is as good as none.
 * `check` looks at settings together; it returns sentences that each name a setting.
 * @throws TrailhouseError SETTING_INVALID or SETTING_UNKNOWN, with every problem found and never a secret value.
 */
export function loadSettings<D extends Declaration>(
  declaration: D,
  env: Environment = process.env,
  check: (settings: SettingsOf<D>) => readonly string[] = () => [],
): SettingsOf<D> {
  const problems: Problem[] = []
  const given = gather(env, problems)
  problems.push(...unknownNames(declaration, given))
  const values: Record<string, unknown> = {}
  for (const key of Object.keys(declaration)) values[key] = readSetting(key, declaration, given, problems)
  const settings = values as SettingsOf<D>
  if (problems.length === 0) problems.push(...check(settings).map(invalid))
  if (problems.length > 0) throw asError(problems)
  return settings
}

/** The values of all secret settings, to be blanked out of log lines. */
export function secretValues<D extends Declaration>(declaration: D, settings: SettingsOf<D>): string[] {
  const secrets = Object.keys(declaration).filter((key) => declaration[key]?.secret)
  return secrets.map((key) => settings[key]).filter((value) => typeof value === 'string')
}

function gather(env: Environment, problems: Problem[]): Map<string, string> {
  const path = env[configFile]
  const fromFile = path ? readFile(configFile, path, problems) : undefined
  const given = new Map<string, string>()
  for (const source of [fromFile === undefined ? {} : parseEnv(fromFile), ours(env)]) {
    for (const [name, value] of Object.entries(source)) if (value) given.set(name, value)
  }
  return given
}

function ours(env: Environment): Environment {
  const names = Object.keys(env).filter((name) => name.startsWith(prefix) && !name.startsWith(testPrefix))
  return Object.fromEntries(names.filter((name) => name !== configFile).map((name) => [name, env[name]]))
}

function unknownNames(declaration: Declaration, given: ReadonlyMap<string, string>): Problem[] {
  const known = new Set(Object.keys(declaration).map(settingName))
  const isLocal = [...known].some((name) => name.startsWith(localPrefix))
  const unknown = [...given.keys()]
    .filter((name) => !known.has(name) && !known.has(name.replace(/_FILE$/, '')))
    .filter((name) => isLocal || !name.startsWith(localPrefix))
  return unknown.map((name) => ({
    code: 'SETTING_UNKNOWN',
    message: `${name} is not a setting of this process; remove it or correct its spelling`,
  }))
}

function readSetting(key: string, declaration: Declaration, given: ReadonlyMap<string, string>, problems: Problem[]) {
  const setting = declaration[key]
  const name = settingName(key)
  const before = problems.length
  const value = givenText(name, given, problems) ?? setting?.default
  if (setting === undefined || problems.length > before) return undefined
  if (value === undefined) {
    if (!setting.optional) problems.push(invalid(`${name} is not set; it takes ${setting.takes}`))
    return undefined
  }
  const parsed = setting.schema.safeParse(value)
  if (parsed.success) return parsed.data
  const shown = setting.secret ? 'the value given (not shown)' : JSON.stringify(value)
  problems.push(invalid(`${name} takes ${setting.takes}${setting.unit ? ` (${setting.unit})` : ''}, not ${shown}`))
  return undefined
}

function givenText(name: string, given: ReadonlyMap<string, string>, problems: Problem[]): string | undefined {
  const direct = given.get(name)
  const path = given.get(`${name}_FILE`)
  if (path === undefined) return direct
  if (direct !== undefined) problems.push(invalid(`${name} and ${name}_FILE are both set; keep one`))
  return readFile(`${name}_FILE`, path, problems)?.replace(/\r?\n$/, '')
}

function readFile(name: string, path: string, problems: Problem[]): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(invalid(`${name} names a file that cannot be read: ${(error as Error).message}`))
    return undefined
  }
}

function invalid(message: string): Problem {
  return { code: 'SETTING_INVALID', message }
}

function asError(problems: readonly Problem[]): TrailhouseError {
  const code = problems.some((problem) => problem.code === 'SETTING_INVALID') ? 'SETTING_INVALID' : 'SETTING_UNKNOWN'
  const sentences = problems.map((problem) => problem.message)
  return new TrailhouseError(code, `${sentences.join('. ')}. docs/configuration.md lists every setting.`)
}
