import { escapePointer } from './changed.ts'
import { type Json, type JsonObject, setMember } from './json.ts'

export const REDACTED = '[REDACTED]'

/**
 * Names of members that hold secrets. A key is taken for one when it ends with a name of the list, compared in lower case
 * and without `_`, `-`, `.` and spaces: `db_password`, `X-Api-Key` and `newAccessToken` are found, `passwordChangedAt` is
 * not. Names of up to four letters must be the key's last word: `user_pin` is found, `spin` is not.
 */
export const secretKeys: readonly string[] = [
  ...['password', 'passwords', 'passwd', 'passcode', 'passphrase', 'pwd', 'passwordhash', 'passwordsalt'],
  ...['secret', 'secrets', 'clientsecret', 'secretkey', 'signingkey', 'encryptionkey', 'privatekey', 'sshkey'],
  ...['token', 'tokens', 'apikey', 'apikeys', 'accesskey', 'secretaccesskey', 'jwt', 'bearer'],
  ...['authorization', 'cookie', 'cookies', 'credential', 'credentials', 'sessionid', 'connectionstring'],
  ...['otp', 'totp', 'mfacode', 'pin', 'cvv', 'cvc', 'cardnumber', 'ssn', 'iban'],
]

/** One member as the caller's rule sees it. */
export type RedactionCandidate = {
  /** The member's name; for an element of an array, its index as text. */
  readonly key: string
  /** Where it stands in the event: `/before/card/number`, `/attributes/note`, `/status_detail`. */
  readonly pointer: string
  /** Plain JSON. Do not change it. */
  readonly value: unknown
}

/** True hides the value; a text takes its place; anything else leaves it, and its members are asked in turn. */
export type RedactionRule = (candidate: RedactionCandidate) => boolean | string | undefined

export type RedactionOptions = {
  /** Added to the built-in list, and compared as it is. */
  readonly keys?: readonly string[]
  /** Asked for each member of before, after and attributes, and for status_detail, that its key does not give away. */
  readonly rule?: RedactionRule
}

export type Redactor = {
  readonly isSecretKey: (key: string) => boolean
  readonly rule: RedactionRule | undefined
}

export function createRedactor({ keys = [], rule }: RedactionOptions = {}): Redactor {
  return { isSecretKey: secretKeyTest([...secretKeys, ...keys]), rule }
}

/** The document without its secrets: a copy of what has some, and the rest as it is. */
export function redactJson(document: Json, pointer: string, redactor: Redactor): Json {
  return redact(document, pointer.slice(1), pointer, redactor)
}

/** `pointer` is kept up only for a rule. */
function redact(value: Json, key: string, pointer: string, redactor: Redactor): Json {
  const replaced = redactor.rule && askRule(redactor.rule, key, pointer, value)
  if (replaced !== undefined) return replaced
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? redactArray(value, pointer, redactor) : redactObject(value, pointer, redactor)
}

function redactArray(items: Json[], pointer: string, redactor: Redactor): Json[] {
  let copy: Json[] | undefined
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Json
    if (typeof item !== 'object' && !redactor.rule) continue
    const redacted = redact(item, String(i), redactor.rule ? `${pointer}/${i}` : '', redactor)
    if (redacted === item) continue
    copy ??= items.slice()
    copy[i] = redacted
  }
  return copy ?? items
}

function redactObject(object: JsonObject, pointer: string, redactor: Redactor): JsonObject {
  let copy: JsonObject | undefined
  const names = Object.keys(object)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const value = object[name] as Json
    const redacted = redactMember(name, value, pointer, redactor)
    if (redacted === value) continue
    copy ??= { ...object }
    setMember(copy, name, redacted)
  }
  return copy ?? object
}

function redactMember(name: string, value: Json, pointer: string, redactor: Redactor): Json {
  if (value === null) return value
  if (redactor.isSecretKey(name)) return REDACTED
  if (typeof value !== 'object' && !redactor.rule) return value
  return redact(value, name, redactor.rule ? `${pointer}/${escapePointer(name)}` : '', redactor)
}

/** One attribute's or status detail's text. */
export function redactText(key: string, text: string, pointer: string, { isSecretKey, rule }: Redactor): string {
  if (isSecretKey(key)) return REDACTED
  return (rule && askRule(rule, key, pointer, text)) ?? text
}

/** A rule that throws hides the value: what it could not judge may be a secret. */
function askRule(rule: RedactionRule, key: string, pointer: string, value: unknown): string | undefined {
  try {
    const answer = rule({ key, pointer, value })
    return answer === true ? REDACTED : typeof answer === 'string' ? answer : undefined
  } catch {
    return REDACTED
  }
}

/** Keys seen before are remembered: a service uses a few hundred. Beyond that they may be data, and are not kept. */
const MAX_REMEMBERED = 4_096

function secretKeyTest(names: readonly string[]): (key: string) => boolean {
  const squashed = names.map(squash).filter((name) => name.length > 0)
  const short = new Set(squashed.filter((name) => name.length <= 4))
  const long = squashed.filter((name) => name.length > 4)
  const remembered = new Map<string, boolean>()
  return (key) => {
    const known = remembered.get(key)
    if (known !== undefined) return known
    const whole = squash(key)
    const isSecret = short.has(whole) || short.has(lastWord(key)) || long.some((name) => whole.endsWith(name))
    if (remembered.size < MAX_REMEMBERED) remembered.set(key, isSecret)
    return isSecret
  }
}

const squash = (name: string) => name.toLowerCase().replace(/[_\-. ]/g, '')

/** `userPin` -> pin, `card_cvv2` -> cvv. */
function lastWord(key: string): string {
  const words = key.replace(/\d+$/, '').replace(/([a-z\d])([A-Z])/g, '$1 $2')
  return squash(words.split(/[_\-. ]+/).at(-1) ?? '')
}
