import type { Target } from '@trailhouse/event'
import { authentication } from '../src/classes.ts'
import { email } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import {
  type Classification,
  networkActivity,
  ocsfClass,
  otherActivity,
  processActivity,
  severity,
} from '../src/ocsf.ts'

/** A kind of message: its pattern, and what a match of it says. */
export type Rule = {
  readonly pattern: RegExp
  readonly map: (groups: Groups) => Draft
}

/** Named groups of a match; those that took no part are undefined. */
export type Groups = Readonly<Record<string, string | undefined>>

/** An attempt to sign in with a credential, as sshd reports it once: Accepted or Failed. */
export const logon = authentication.logon
export const logoff = authentication.logoff
/** Steps and side effects of an attempt: kept apart from logon, so that one attempt is not counted twice. */
export const preauth = authentication.preauth
export const switchAccount = authentication.switchAccount
export const opened: Classification = { class_uid: ocsfClass.sshActivity, activity_id: networkActivity.open }
export const closed: Classification = { class_uid: ocsfClass.sshActivity, activity_id: networkActivity.close }
export const refused: Classification = {
  class_uid: ocsfClass.sshActivity,
  activity_id: networkActivity.refuse,
  severity_id: severity.low,
}
export const broken: Classification = { class_uid: ocsfClass.sshActivity, activity_id: networkActivity.fail }
export const other: Classification = { class_uid: ocsfClass.sshActivity, activity_id: otherActivity }
export const launched: Classification = { class_uid: ocsfClass.processActivity, activity_id: processActivity.launch }

/** Attributes without the absent ones; undefined where none is left. */
export function attributesOf(pairs: Readonly<Record<string, string | undefined>>): Record<string, string> | undefined {
  const present = Object.entries(pairs).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  )
  return present.length === 0 ? undefined : Object.fromEntries(present)
}

/** The person or account that acts. Few messages have its number, so its name is its id where there is one. */
export function actor(name: string | undefined, uid?: string): Draft {
  const known = name ?? ''
  return {
    actor_type: known === '' && uid === undefined ? 'unknown' : 'user',
    actor_id: known || (uid ?? ''),
    actor_name: known,
    actor_email: email(known),
  }
}

/** An account as the thing acted on. */
export function account(name: string | undefined, uid?: string): Target[] {
  const known = name ?? ''
  return known === '' && uid === undefined ? [] : [{ type: 'user', id: known || (uid ?? ''), name: known }]
}
