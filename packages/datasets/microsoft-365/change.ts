import { valueChanges } from '../src/azure-monitor.ts'
import { isObject, list, object, text } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import type { AuditRecord } from './forms.ts'

/** ModifiedProperties have old and new values; the parameters of a cmdlet are what it set. */
export function changeOf(record: AuditRecord): Draft {
  const properties = list(record.ModifiedProperties)
  const parameters = list(record.Parameters)
  if (properties.length === 0 && parameters.length === 0) return nothing
  const changes = valueChanges()
  for (const entry of properties) {
    if (!isObject(entry)) continue
    const name = text(entry['Name'])
    if (name !== 'Included Updated Properties') changes.add(name, text(entry['OldValue']), text(entry['NewValue']))
  }
  for (const entry of parameters) changes.add(text(object(entry)['Name']), '', text(object(entry)['Value']))
  return changes.draft()
}

const nothing: Draft = Object.freeze({})
