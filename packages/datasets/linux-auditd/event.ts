import type { Micros } from '../src/fields/time.ts'
import type { AuditdRecord } from '../src/parsers/auditd.ts'
import { auxiliary, typeName } from './types.ts'

/** The records that one audited action has left, in the order they came. */
export type AuditdEvent = {
  readonly records: readonly AuditdRecord[]
  /** The host as the log around the records names it. */
  readonly host: string
  /** When a shipper or the journal had it, for records without a time of their own. */
  readonly shippedTime: Micros
}

/** The record that says what happened: others add who called, which files, which address. */
export function primaryOf({ records }: AuditdEvent): AuditdRecord {
  const own = records.find(({ type }) => type !== 'SYSCALL' && !auxiliary.has(type))
  return own ?? recordOf(records, 'SYSCALL') ?? recordOf(records, 'EXECVE') ?? (records[0] as AuditdRecord)
}

export function recordOf(records: readonly AuditdRecord[], type: string): AuditdRecord | undefined {
  return records.find((record) => record.type === type)
}

/** Looks fields up in the primary record, then in the call's. What stands for nothing is the empty string. */
export type Look = (name: string) => string

export function lookIn(event: AuditdEvent, primary: AuditdRecord): Look {
  const call = recordOf(event.records, 'SYSCALL')
  if (call === undefined || call === primary) return (name) => present(primary.fields.get(name))
  return (name) => present(primary.fields.get(name)) || present(call.fields.get(name))
}

const present = (value: string | undefined): string => (value === undefined || value === '?' ? '' : value)

/** Gives a record's type its name, where the line has its number. */
export function named(record: AuditdRecord): AuditdRecord {
  const type = typeName(record.type)
  return type === record.type ? record : { ...record, type }
}
