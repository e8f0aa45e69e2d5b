import { defineActions } from '@trailhouse/sdk'

/** All that the shop audits. An action that is not here does not compile. */
export const actions = defineActions({
  'user.sign_in': { class: 'authentication', activity: 'logon' },
  'user.sign_out': { class: 'authentication', activity: 'logoff' },
  'user.role_grant': { class: 'user_access', activity: 'assign_privileges', target: 'user' },
  'order.create': { class: 'datastore_activity', activity: 'create', target: 'order' },
  'order.view': { class: 'datastore_activity', activity: 'read', target: 'order' },
  'order.change': { class: 'datastore_activity', activity: 'update', target: 'order' },
  'order.refund': { class: 'datastore_activity', activity: 'update', target: 'order' },
  'order.export': { class: 'web_resources_activity', activity: 'export', target: 'order' },
  'payment.settle': { class: 'api_activity', activity: 'create', target: 'order' },
  'report.run': { class: 'application_lifecycle', activity: 'start', target: 'report' },
})
