import type { ocsfClasses, ocsfSeverities } from '@trailhouse/event'

export { ocsfClasses, ocsfSeverities } from '@trailhouse/event'

export type OcsfClassName = keyof typeof ocsfClasses
export type OcsfActivityName<C extends OcsfClassName> = keyof (typeof ocsfClasses)[C]['activities'] & string
export type OcsfSeverityName = keyof typeof ocsfSeverities

/** API Activity / Other: what is not classified. */
export const UNCLASSIFIED = { class_uid: 6003, activity_id: 99 } as const
