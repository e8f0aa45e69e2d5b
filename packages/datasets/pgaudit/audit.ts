import { attributesOf } from '../src/fields/attributes.ts'
import type { Draft } from '../src/mapper.ts'
import { csvFields } from '../src/parsers/csv.ts'
import { classifyCommand } from './classify.ts'
import type { LogEntry } from './entry.ts'
import { databaseTarget, roleTargets } from './fields.ts'

/**
 * An entry that pgaudit wrote: `AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.orders,"select ...",<not logged>`.
 * pgaudit writes it when the statement was allowed and runs; an error on the way is an entry of its own.
 * Undefined where the message is none.
 * https://github.com/pgaudit/pgaudit#format
 */
export function auditDraft(entry: LogEntry): Draft | undefined {
  if (!entry.message.startsWith('AUDIT: ')) return undefined
  const [type = '', statementId, substatementId, auditClass = '', command = '', objectType = '', object = '', ...rest] =
    csvFields(entry.message.slice('AUDIT: '.length))
  if (type !== 'SESSION' && type !== 'OBJECT') return undefined
  const [statement = '', parameters, rows] = rest
  const text = logged(statement)
  return {
    ...classifyCommand(command, auditClass, text),
    action: command || auditClass,
    outcome: 'success',
    unknown_event_type: auditClass === '' || classes.has(auditClass) ? undefined : auditClass,
    // A prefix without %u: somebody ran the statement all the same.
    actor_type: entry.user === '' ? 'unknown' : 'user',
    targets: [
      ...(object === ''
        ? []
        : [{ type: objectType.toLowerCase(), id: qualified(entry.database, object), name: object }]),
      ...(auditClass === 'ROLE' ? roleTargets(text) : []),
      ...databaseTarget(entry.database),
    ],
    attributes: attributesOf({
      audit_type: type,
      audit_class: auditClass,
      statement_id: statementId,
      substatement_id: substatementId,
      statement: text,
      parameters: logged(parameters ?? ''),
      rows,
      query_id: entry.queryId,
    }),
  }
}

/** pgaudit.log's classes. */
const classes = new Set(['READ', 'WRITE', 'FUNCTION', 'ROLE', 'DDL', 'MISC', 'MISC_SET'])

const logged = (value: string): string =>
  value === '<not logged>' || value === '<previously logged>' || value === '<none>' ? '' : value

/** The same table name stands in many databases of a server. */
const qualified = (database: string, object: string): string => (database === '' ? object : `${database}.${object}`)
