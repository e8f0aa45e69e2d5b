/**
 * The OCSF 1.8 classes that application code emits, by their names in the schema, with their uid and their activities
 * (OCSF schema 1.8, events/iam and events/application). Any other class is given by its number.
 */
export const ocsfClasses = {
  account_change: {
    uid: 3001,
    activities: {
      create: 1,
      enable: 2,
      password_change: 3,
      password_reset: 4,
      disable: 5,
      delete: 6,
      attach_policy: 7,
      detach_policy: 8,
      lock: 9,
      mfa_factor_enable: 10,
      mfa_factor_disable: 11,
      unlock: 12,
    },
  },
  authentication: {
    uid: 3002,
    activities: {
      logon: 1,
      logoff: 2,
      authentication_ticket: 3,
      service_ticket_request: 4,
      service_ticket_renew: 5,
      preauth: 6,
      account_switch: 7,
    },
  },
  authorize_session: { uid: 3003, activities: { assign_privileges: 1, assign_groups: 2 } },
  entity_management: {
    uid: 3004,
    activities: {
      create: 1,
      read: 2,
      update: 3,
      delete: 4,
      move: 5,
      enroll: 6,
      unenroll: 7,
      enable: 8,
      disable: 9,
      activate: 10,
      deactivate: 11,
      suspend: 12,
      resume: 13,
    },
  },
  user_access: { uid: 3005, activities: { assign_privileges: 1, revoke_privileges: 2 } },
  group_management: {
    uid: 3006,
    activities: {
      assign_privileges: 1,
      revoke_privileges: 2,
      add_user: 3,
      remove_user: 4,
      delete: 5,
      create: 6,
      add_subgroup: 7,
      remove_subgroup: 8,
    },
  },
  web_resources_activity: {
    uid: 6001,
    activities: { create: 1, read: 2, update: 3, delete: 4, search: 5, import: 6, export: 7, share: 8 },
  },
  application_lifecycle: {
    uid: 6002,
    activities: { install: 1, remove: 2, start: 3, stop: 4, restart: 5, enable: 6, disable: 7, update: 8 },
  },
  api_activity: { uid: 6003, activities: { create: 1, read: 2, update: 3, delete: 4 } },
  datastore_activity: {
    uid: 6005,
    activities: {
      read: 1,
      update: 2,
      connect: 3,
      query: 4,
      write: 5,
      create: 6,
      delete: 7,
      list: 8,
      encrypt: 9,
      decrypt: 10,
    },
  },
  file_hosting: {
    uid: 6006,
    activities: {
      upload: 1,
      download: 2,
      update: 3,
      delete: 4,
      rename: 5,
      copy: 6,
      move: 7,
      restore: 8,
      preview: 9,
      lock: 10,
      unlock: 11,
      share: 12,
      unshare: 13,
      open: 14,
      sync: 15,
      unsync: 16,
    },
  },
} as const

export type OcsfClassName = keyof typeof ocsfClasses
export type OcsfActivityName<C extends OcsfClassName> = keyof (typeof ocsfClasses)[C]['activities'] & string

/** OCSF's severity_id by name. */
export const ocsfSeverities = {
  unknown: 0,
  informational: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
  fatal: 6,
} as const

export type OcsfSeverityName = keyof typeof ocsfSeverities

/** API Activity / Other: what is not classified. */
export const UNCLASSIFIED = { class_uid: 6003, activity_id: 99 } as const
