import { object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type Classification, otherActivity, unclassified } from '../src/ocsf.ts'
import { all, one } from './fields.ts'

/** Class by `event.category`, activity by `event.type`: a document can have several of each, and the first known counts. */
export function classify(document: JsonRecord, event: JsonRecord): Classification {
  const categories = all(event['category'])
  const types = all(event['type'])
  if (categories.includes('iam')) return iam(types, one(event['action']))
  for (const category of categories) {
    const found = classes.get(category)
    if (found !== undefined) return activity(found, types, document)
  }
  return one(event['kind']) === 'alert' ? findingCreated : api(types)
}

type Class = { readonly uid: number; readonly activities: Readonly<Record<string, number>>; readonly usual?: number }

const crud = { creation: 1, access: 2, change: 3, deletion: 4 }
const connection = { start: 1, end: 2, denied: 5, connection: 6, protocol: 6, info: 6 }
const finding: Class = { uid: 2004, activities: { creation: 1, change: 2, end: 3 }, usual: 1 }
const findingCreated: Classification = { class_uid: 2004, activity_id: 1 }

/**
 * OCSF classes of ECS categories.
 * https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category
 */
const classes = new Map<string, Class>(
  Object.entries({
    api: { uid: 6003, activities: crud },
    authentication: { uid: 3002, activities: { start: 1, end: 2 }, usual: 1 },
    configuration: { uid: 3004, activities: crud },
    database: { uid: 6005, activities: { access: 1, change: 2, creation: 6, deletion: 7, start: 3 } },
    driver: { uid: 1002, activities: { start: 1, end: 2 } },
    email: { uid: 4009, activities: {} },
    file: { uid: 1001, activities: { ...crud, change: 3 } },
    intrusion_detection: finding,
    library: { uid: 1005, activities: { start: 1 } },
    malware: finding,
    network: { uid: 4001, activities: connection },
    package: { uid: 6002, activities: { installation: 1, deletion: 2, start: 3, change: 8 } },
    process: { uid: 1007, activities: { start: 1, end: 2 } },
    registry: { uid: 201_002, activities: { creation: 2, access: 1, change: 2, deletion: 4 } },
    session: { uid: 3002, activities: { start: 1, end: 2 } },
    threat: finding,
    vulnerability: { uid: 2002, activities: { creation: 1, change: 2, end: 3 }, usual: 1 },
    web: { uid: 4002, activities: {} },
  } satisfies Record<string, Class>),
)

function activity({ uid, activities, usual }: Class, types: readonly string[], document: JsonRecord): Classification {
  if (uid === 4002) return { class_uid: uid, activity_id: httpActivity(document) }
  for (const type of types) {
    if (Object.hasOwn(activities, type)) return { class_uid: uid, activity_id: activities[type] ?? otherActivity }
  }
  return { class_uid: uid, activity_id: usual ?? otherActivity }
}

const methods = ['', 'CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'TRACE', 'PATCH']

function httpActivity(document: JsonRecord): number {
  const method = one(object(object(document['http'])['request'])['method']).toUpperCase()
  const activity = methods.indexOf(method)
  return activity > 0 ? activity : otherActivity
}

/** Of `iam` the type says what kind of thing changed too: user, group or admin. */
function iam(types: readonly string[], action: string): Classification {
  if (types.includes('group')) return { class_uid: 3006, activity_id: groupActivity(types, action) }
  if (types.includes('admin') && !types.includes('user')) {
    return { class_uid: 3004, activity_id: firstIn(crud, types) }
  }
  return { class_uid: 3001, activity_id: accountActivity(types, action) }
}

function groupActivity(types: readonly string[], action: string): number {
  if (/\badd|^add|-add/i.test(action) && !/^add(ed)?[-_ ]?group/i.test(action)) return 3
  if (/remov/i.test(action)) return 4
  return types.includes('creation') ? 6 : types.includes('deletion') ? 5 : otherActivity
}

function accountActivity(types: readonly string[], action: string): number {
  for (const [word, activity] of accountWords) if (word.test(action)) return activity
  return types.includes('creation') ? 1 : types.includes('deletion') ? 6 : otherActivity
}

const accountWords: readonly (readonly [RegExp, number])[] = [
  [/reset.{0,12}password|password.{0,12}reset/i, 4],
  [/password/i, 3],
  [/\benabled?\b|enabled-|activate/i, 2],
  [/disabled?/i, 5],
  [/unlock/i, 12],
  [/locked|lock-?out/i, 9],
]

function firstIn(activities: Readonly<Record<string, number>>, types: readonly string[]): number {
  for (const type of types) if (Object.hasOwn(activities, type)) return activities[type] ?? otherActivity
  return otherActivity
}

function api(types: readonly string[]): Classification {
  const activity_id = firstIn(crud, types)
  return activity_id === otherActivity ? unclassified : { class_uid: 6003, activity_id }
}
