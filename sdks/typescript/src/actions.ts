import { TrailhouseError } from '@trailhouse/errors'
import {
  type OcsfActivityName,
  type OcsfClassName,
  type OcsfSeverityName,
  ocsfClasses,
  ocsfSeverities,
  UNCLASSIFIED,
} from './ocsf.ts'
import type { WhenFull } from './pending.ts'

type Classification =
  | { [C in OcsfClassName]: { readonly class: C; readonly activity?: OcsfActivityName<C> } }[OcsfClassName]
  /** class_uid and activity_id of any OCSF class. */
  | { readonly class: number; readonly activity?: number }

/** What an action is. Without an activity it is 99, Other; without a severity 1, informational. */
export type ActionDefinition = Classification & {
  readonly severity?: OcsfSeverityName
  /** Type of what the action acts on. Each of its events must then name the one, by its id. */
  readonly target?: string
  /** What becomes of its events when buffer or spool are full. Default: `buffer.whenFull`. `shed` needs a spool. */
  readonly whenFull?: WhenFull
}

export type ActionCatalogue = { readonly [action: string]: ActionDefinition }

export type ResolvedAction = {
  readonly class_uid: number
  readonly activity_id: number
  readonly severity_id: number
  readonly target: string | undefined
  readonly whenFull: WhenFull | undefined
}

/**
 * The actions that a service emits. Given to createAudit, it makes any other action, and a missing target, an error of the
 * compiler, and EVENT_INVALID at run time.
 *
 * @throws TrailhouseError SETTING_INVALID for a class, activity or severity that OCSF does not have
 */
export function defineActions<const A extends ActionCatalogue>(actions: A): A {
  resolveActions(actions)
  return Object.freeze(actions)
}

export function resolveActions(actions: ActionCatalogue): ReadonlyMap<string, ResolvedAction> {
  return new Map(Object.entries(actions).map(([name, definition]) => [name, resolve(name, definition)]))
}

const whenFullChoices = new Set<WhenFull>(['reject', 'wait', 'shed'])

function resolve(name: string, definition: ActionDefinition): ResolvedAction {
  const { target, whenFull, severity = 'informational' } = definition
  if (name === '') throw invalid(name, 'has no name')
  if (target !== undefined && (typeof target !== 'string' || target === '')) throw invalid(name, 'has an empty target')
  if (!Object.hasOwn(ocsfSeverities, severity)) throw invalid(name, `has the severity ${JSON.stringify(severity)}`)
  if (whenFull !== undefined && !whenFullChoices.has(whenFull)) throw invalid(name, `has whenFull ${String(whenFull)}`)
  return { ...classify(name, definition), severity_id: ocsfSeverities[severity], target, whenFull }
}

function classify(name: string, { class: type, activity }: ActionDefinition) {
  if (typeof type === 'number' && (activity === undefined || typeof activity === 'number'))
    return checkNumbers(name, type, activity ?? UNCLASSIFIED.activity_id)
  if (typeof type !== 'string' || !Object.hasOwn(ocsfClasses, type))
    throw invalid(name, `has the class ${JSON.stringify(type)}; take one of ${Object.keys(ocsfClasses).join(', ')}`)
  const { uid, activities } = ocsfClasses[type as OcsfClassName]
  if (activity === undefined) return { class_uid: uid, activity_id: UNCLASSIFIED.activity_id }
  if (!Object.hasOwn(activities, activity))
    throw invalid(
      name,
      `has the activity ${JSON.stringify(activity)}; ${type} has ${Object.keys(activities).join(', ')}`,
    )
  return { class_uid: uid, activity_id: (activities as Record<string, number>)[activity] as number }
}

function checkNumbers(name: string, class_uid: number, activity_id: number) {
  if (!Number.isInteger(class_uid) || class_uid < 0 || class_uid > 0x7fff_ffff)
    throw invalid(name, `has the class ${class_uid}`)
  if (!Number.isInteger(activity_id) || activity_id < 0 || activity_id > 0xffff)
    throw invalid(name, `has the activity ${activity_id}`)
  return { class_uid, activity_id }
}

const invalid = (name: string, what: string) =>
  new TrailhouseError('SETTING_INVALID', `actions: ${JSON.stringify(name)} ${what}`)
