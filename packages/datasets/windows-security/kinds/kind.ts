import { type Classification, ocsfClasses, otherActivity, severity } from '../../src/ocsf.ts'

/** What is known of an event id of a provider. */
export type Kind = {
  readonly action: string
  readonly classification: Classification
  /** Which account acts: the one that asked for it, or the one whose session or credential it is. */
  readonly actor: 'subject' | 'target'
  /** What a known event says of itself where its keywords do not: most tell of what was done. */
  readonly outcome: 'success' | 'failure' | 'unknown'
  /** What the target account is. */
  readonly account: 'user' | 'group' | 'computer'
}

export type Kinds = readonly (readonly [number, Kind])[]
type Options = Partial<Pick<Kind, 'actor' | 'outcome' | 'account'>>

/** Kinds of one class and activity, by event id. */
export function kinds(
  classification: Classification,
  actions: Readonly<Record<number, string>>,
  { actor = 'subject', outcome = 'success', account = 'user' }: Options = {},
): Kinds {
  return Object.entries(actions).map(([id, action]) => [
    Number(id),
    { action, classification, actor, outcome, account },
  ])
}

/** Of an OCSF class: its number and that of an activity, 99 where none is named. */
type Classes = typeof ocsfClasses
export function of<Name extends keyof Classes>(
  name: Name,
  activity?: keyof Classes[Name]['activities'] & string,
  severity_id: number = severity.informational,
): Classification {
  const { uid, activities }: { uid: number; activities: Readonly<Record<string, number>> } = ocsfClasses[name]
  return { class_uid: uid, activity_id: (activity && activities[activity]) ?? otherActivity, severity_id }
}

/** A change of a policy or a setting that guards the machine. */
export const policyChange = of('entity_management', 'update', severity.medium)
