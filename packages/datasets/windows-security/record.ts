import { text } from '../src/fields/text.ts'
import type { Micros } from '../src/fields/time.ts'

/** An event of a Windows event log, whichever way it travelled. Parts that it does not have are empty. */
export type WindowsEvent = {
  readonly provider: string
  /** Event id; 0 where there is none. */
  readonly id: number
  readonly channel: string
  readonly computer: string
  readonly time: Micros
  readonly timeText: string
  readonly recordId: string
  /** What the keywords Audit Success and Audit Failure say. */
  readonly audit: 'success' | 'failure' | ''
  /** 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 where there is none. */
  readonly level: number
  /** The account under which the event was written: System/Security. */
  readonly writer: Account
  /** System/Correlation. */
  readonly activityId: string
  /** The rendered message. */
  readonly message: string
  /** The event's own data by the names of the provider's manifest. A map: a hundred names are looked for in it. */
  readonly fields: ReadonlyMap<string, unknown>
}

export type Fields = Readonly<Record<string, unknown>>

/** An account as events name it. */
export type Account = { readonly sid: string; readonly name: string; readonly domain: string }

/** Members of an object by name. */
export function fieldMap(members: Fields): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const name in members) fields.set(name, members[name])
  return fields
}

/** Puts an event's own data over what stands around it. A member that is null says nothing. */
export function setFields(fields: Map<string, unknown>, data: Fields): void {
  for (const name in data) {
    const value = data[name]
    if (value !== undefined && value !== null) fields.set(name, value)
  }
}

export const noFields: Fields = Object.freeze({})
export const nobody: Account = Object.freeze({ sid: '', name: '', domain: '' })

/**
 * The first of the named values that is there. A hyphen, or `%%1793` (`<value not set>`), stands for none.
 */
export function value(event: WindowsEvent, ...names: readonly string[]): string {
  for (const name of names) {
    const found = present(event.fields.get(name))
    if (found !== '') return found
  }
  return ''
}

function present(field: unknown): string {
  if (field === undefined) return ''
  const found = text(field).trim()
  return found === '-' || found === '%%1793' || found === 'N/A' ? '' : found
}
