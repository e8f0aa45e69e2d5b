import { ocsfClasses, ocsfSeverities } from '@trailhouse/event'
import { expect, test } from 'vitest'
import { datasets } from '../src/index.ts'
import { otherActivity } from '../src/ocsf.ts'
import { eventsOf, sampleFiles } from './samples.ts'

const activities = new Map<number, Set<number>>(
  Object.values(ocsfClasses).map(({ uid, activities }) => [
    uid,
    new Set([otherActivity, ...Object.values(activities)]),
  ]),
)
const severities = new Set<number>(Object.values(ocsfSeverities))

for (const [name, mapper] of datasets) {
  test(`${name} gives classes, activities and severities that OCSF has`, () => {
    for (const event of sampleFiles(name).flatMap((file) => eventsOf(mapper, file))) {
      const { action, class_uid, activity_id, severity_id } = event
      const known = activities.get(class_uid)
      expect({ action, class_uid, known: known !== undefined }).toEqual({ action, class_uid, known: true })
      expect({ action, class_uid, activity_id, known: known?.has(activity_id) }).toMatchObject({ known: true })
      expect(severities).toContain(severity_id)
    }
  })
}
