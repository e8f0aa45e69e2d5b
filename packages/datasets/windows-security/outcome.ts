import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import type { Kind } from './kinds/kind.ts'
import { value, type WindowsEvent } from './record.ts'
import { kerberosErrors, ntStatus } from './status-codes.ts'

/**
 * What came of it: the keywords say so first, then the status, then what the kind of event says of itself, then its
 * level.
 */
export function outcomeOf(event: WindowsEvent, kind: Kind): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const code = codeOf(event)
  return {
    outcome: event.audit || ofCode(code) || ofKind(event, kind),
    status_code: code,
    status_detail: detailOf(event, code),
  }
}

/** Warnings are low, errors medium and critical events high at least; a failure is no less than low. */
export function severityOf(event: WindowsEvent, kind: Kind, outcome: Draft['outcome']): number {
  const { class_uid: _, severity_id = severity.informational } = kind.classification
  const byLevel =
    event.level === 1 ? severity.high : event.level === 2 ? severity.medium : event.level === 3 ? severity.low : 0
  return Math.max(severity_id, byLevel, outcome === 'failure' ? severity.low : 0)
}

function ofKind(event: WindowsEvent, kind: Kind): 'success' | 'failure' | 'unknown' {
  if (kind.outcome === 'success' && (event.level === 1 || event.level === 2)) return 'failure'
  if (kind.outcome === 'unknown' && event.id !== 0 && (event.level === 1 || event.level === 2)) return 'failure'
  return kind.outcome
}

/** The more exact one: SubStatus says why, where Status says no more than that the logon failed. */
function codeOf(event: WindowsEvent): string {
  const sub = value(event, 'SubStatus')
  if (sub !== '' && !isZero(sub)) return sub
  return value(
    event,
    'Status',
    'StatusCode',
    'FailureCode',
    'ErrorCode',
    'ReasonCode',
    'Error Code',
    'hr',
    'QueryStatus',
  )
}

const isZero = (code: string): boolean => /^(?:0x)?0+$/.test(code)

/** A code of Windows is a number; what is none says nothing. */
function ofCode(code: string): 'success' | 'failure' | '' {
  if (!/^(?:0x[0-9a-fA-F]{1,8}|\d{1,10})$/.test(code)) return ''
  return isZero(code) ? '' : 'failure'
}

function detailOf(event: WindowsEvent, code: string): string {
  const reason = value(event, 'FailureReason', 'Reason', 'Error Description', 'AccessReason')
  const meaning = kerberos.has(event.id) ? kerberosErrors.get(Number(code)) : ntStatus.get(code.toLowerCase())
  // %%2313 names a text in a file of Windows: the code says the same.
  return meaning ?? (reason.startsWith('%%') ? '' : reason)
}

const kerberos = new Set([4768, 4769, 4770, 4771, 4772, 4773, 4820, 4821])
