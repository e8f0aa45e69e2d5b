import { first, type Row } from '../src/fields/row.ts'
import type { Draft } from '../src/mapper.ts'

type Outcome = 'unknown' | 'success' | 'failure'

/** What the event says of its result, by the first of these fields that it has. */
export function outcomeOf(row: Row, type: string): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const status = first(row, ...statuses)
  return {
    outcome: ofLogin(row) ?? ofPolicy(row) ?? ofStatus(row) ?? ofRequest(row) ?? byType(row, type),
    status_code: status,
    status_detail: first(
      row,
      'exceptionmessage',
      'errormessage',
      'message',
      'errordescription',
      'display',
      'policyoutcome',
    ),
  }
}

const statuses = [
  'loginstatus',
  'operationstatus',
  'status',
  'requeststatus',
  'responsestatus',
  'statuscode',
  'httpstatuscode',
  'responsecode',
] as const

/** `LOGIN_NO_ERROR` or `Success`; any other is a reason why not, but for a challenge that is open. */
function ofLogin(row: Row): Outcome | undefined {
  const status = first(row, 'loginstatus')
  if (status === '') return undefined
  if (/^(?:LOGIN_NO_ERROR|success(?:ful)?)$/i.test(status)) return 'success'
  return status.includes('CHALLENGE_ISSUED') || status.includes('CHALLENGE_PENDING') ? 'unknown' : 'failure'
}

/** A transaction security policy that blocks ends the operation. */
function ofPolicy(row: Row): Outcome | undefined {
  const outcome = first(row, 'policyoutcome')
  return /^(?:Block|TwoFAFail|MeteringBlock)/i.test(outcome) ? 'failure' : undefined
}

function ofStatus(row: Row): Outcome | undefined {
  const status = first(row, 'operationstatus', 'status', 'responsestatus')
  if (status === '') return undefined
  if (/^(?:succe|automatedsuccess|approved|completed?$|LOGIN_NO_ERROR)/i.test(status)) return 'success'
  if (/^(?:in ?progress|initiated|pending|queued|open)$/i.test(status)) return 'unknown'
  return ofHttp(status) ?? 'failure'
}

/** S is success, R a redirect; F a failure, A not allowed, N not found; U undefined. */
function ofRequest(row: Row): Outcome | undefined {
  const request = first(row, 'requeststatus')
  if (request === 'S' || request === 'R') return 'success'
  if (request === 'F' || request === 'A' || request === 'N') return 'failure'
  const success = first(row, 'success', 'issuccess')
  if (success !== '') return success === '1' || success.toLowerCase() === 'true' ? 'success' : 'failure'
  if (first(row, 'exceptiontype', 'exceptionmessage', 'errorcode') !== '') return 'failure'
  return ofHttp(first(row, 'statuscode', 'httpstatuscode', 'responsecode'))
}

function ofHttp(status: string): Outcome | undefined {
  if (!/^\d{3}$/.test(status)) return undefined
  return Number(status) < 400 ? 'success' : 'failure'
}

/** These are written of what was done. */
function byType(row: Row, type: string): Outcome {
  return done.has(type) || ('section' in row && 'action' in row) ? 'success' : 'unknown'
}

const done = new Set([
  'Audit Trail',
  'SetupAuditTrail',
  'Logout',
  'LogoutEvent',
  'LoginAs',
  'LoginAsEvent',
  'PermissionUpdate',
  'PermissionSetEvent',
  'GroupMembership',
  'ReportExport',
  'DocumentAttachmentDownloads',
  'PackageInstall',
  'DataExport',
])
