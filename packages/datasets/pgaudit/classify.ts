import { access } from '../src/classes.ts'
import { accountActivity, type Classification, datastoreActivity, ocsfClass, otherActivity } from '../src/ocsf.ts'

/**
 * Class and activity of an SQL command.
 *
 * @param command command tag, e.g. `ALTER TABLE`
 * @param auditClass pgaudit's class, or empty
 * @param statement text of the statement, or empty
 */
export function classifyCommand(command: string, auditClass: string, statement: string): Classification {
  const [verb = '', thing = ''] = command.toUpperCase().split(' ', 2)
  if (verb === 'GRANT') return access.assignPrivileges
  if (verb === 'REVOKE') return access.revokePrivileges
  if (thing === 'ROLE' || thing === 'USER' || thing === 'GROUP') return account(verb, statement)
  // COPY table TO writes out what it reads; COPY table FROM is pgaudit's WRITE.
  if (verb === 'COPY') return data(auditClass === 'WRITE' ? datastoreActivity.write : datastoreActivity.read)
  return data(activityOf.get(verb) ?? otherActivity)
}

const data = (activity_id: number): Classification => ({ class_uid: ocsfClass.datastoreActivity, activity_id })

function account(verb: string, statement: string): Classification {
  const changesPassword = /\bpassword\b/i.test(statement)
  const activity_id =
    verb === 'CREATE'
      ? accountActivity.create
      : verb === 'DROP'
        ? accountActivity.delete
        : changesPassword
          ? accountActivity.passwordChange
          : otherActivity
  return { class_uid: ocsfClass.accountChange, activity_id }
}

const activityOf = new Map<string, number>([
  ['SELECT', datastoreActivity.query],
  ['WITH', datastoreActivity.query],
  ['TABLE', datastoreActivity.query],
  ['VALUES', datastoreActivity.query],
  ['FETCH', datastoreActivity.read],
  ['SHOW', datastoreActivity.read],
  ['INSERT', datastoreActivity.write],
  ['MERGE', datastoreActivity.write],
  ['UPDATE', datastoreActivity.update],
  ['ALTER', datastoreActivity.update],
  ['COMMENT', datastoreActivity.update],
  ['REFRESH', datastoreActivity.update],
  ['REINDEX', datastoreActivity.update],
  ['CREATE', datastoreActivity.create],
  ['IMPORT', datastoreActivity.create],
  ['DELETE', datastoreActivity.delete],
  ['TRUNCATE', datastoreActivity.delete],
  ['DROP', datastoreActivity.delete],
])
