import {
  accessActivity,
  accountActivity,
  apiActivity,
  applicationActivity,
  authenticationActivity,
  type Classification,
  datastoreActivity,
  entityActivity,
  groupActivity,
  ocsfClass,
  ocsfClasses,
  otherActivity,
} from './ocsf.ts'

/** The classes of administration logs with their activities, ready for a mapper's table: `account.create`. */
export const account = activitiesOf(ocsfClass.accountChange, accountActivity)
export const authentication = activitiesOf(ocsfClass.authentication, authenticationActivity)
export const access = activitiesOf(ocsfClass.userAccessManagement, accessActivity)
export const group = activitiesOf(ocsfClass.groupManagement, groupActivity)
export const datastore = activitiesOf(ocsfClass.datastoreActivity, datastoreActivity)
export const entity = activitiesOf(ocsfClass.entityManagement, entityActivity)
export const file = activitiesOf(ocsfClass.fileHosting, ocsfClasses.file_hosting.activities)
export const api = activitiesOf(ocsfClass.apiActivity, apiActivity)
export const application = activitiesOf(ocsfClass.applicationLifecycle, applicationActivity)
export const finding = activitiesOf(ocsfClass.detectionFinding, ocsfClasses.detection_finding.activities)

function activitiesOf<Activities extends Readonly<Record<string, number>>>(
  class_uid: number,
  activities: Activities,
): Readonly<Record<keyof Activities | 'other', Classification>> {
  const entries = Object.entries({ ...activities, other: otherActivity }).map(([name, activity_id]) => {
    return [name, { class_uid, activity_id }]
  })
  return Object.fromEntries(entries) as Record<keyof Activities | 'other', Classification>
}
