/**
 * OCSF 1.8 class and activity numbers that mappers use.
 * https://schema.ocsf.io/1.8.0/classes
 */

/** `class_uid` by class. */
export const ocsfClass = {
  processActivity: 1007,
  accountChange: 3001,
  authentication: 3002,
  entityManagement: 3004,
  userAccessManagement: 3005,
  groupManagement: 3006,
  networkActivity: 4001,
  sshActivity: 4007,
  applicationLifecycle: 6002,
  apiActivity: 6003,
  datastoreActivity: 6005,
} as const

/** Activity of every class for what its own activities do not name. */
export const otherActivity = 99

/** API Activity (6003). */
export const apiActivity = { create: 1, read: 2, update: 3, delete: 4 } as const
/** Account Change (3001). */
export const accountActivity = {
  create: 1,
  enable: 2,
  passwordChange: 3,
  passwordReset: 4,
  disable: 5,
  delete: 6,
  attachPolicy: 7,
  detachPolicy: 8,
  mfaEnable: 10,
  mfaDisable: 11,
} as const
/** Authentication (3002). */
export const authenticationActivity = { logon: 1, logoff: 2, ticket: 3, preauth: 6, switchAccount: 7 } as const
/** User Access Management (3005). */
export const accessActivity = { assignPrivileges: 1, revokePrivileges: 2 } as const
/** Group Management (3006). */
export const groupActivity = {
  assignPrivileges: 1,
  revokePrivileges: 2,
  addUser: 3,
  removeUser: 4,
  delete: 5,
  create: 6,
} as const
/** Network Activity (4001) and SSH Activity (4007). */
export const networkActivity = { open: 1, close: 2, reset: 3, fail: 4, refuse: 5, traffic: 6 } as const
/** Datastore Activity (6005). */
export const datastoreActivity = {
  read: 1,
  update: 2,
  connect: 3,
  query: 4,
  write: 5,
  create: 6,
  delete: 7,
  list: 8,
} as const
/** Process Activity (1007). */
export const processActivity = { launch: 1 } as const
/** `severity_id` of every class. */
export const severity = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 } as const

/** What a mapper says about an action. */
export type Classification = { readonly class_uid: number; readonly activity_id: number; readonly severity_id?: number }

/** What cannot be classified is API Activity, Other. */
export const unclassified: Classification = { class_uid: ocsfClass.apiActivity, activity_id: otherActivity }
