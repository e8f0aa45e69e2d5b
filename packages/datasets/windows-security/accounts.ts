import type { Target } from '@trailhouse/event'
import { email } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import type { Kind } from './kinds/kind.ts'
import { type Account, value, type WindowsEvent } from './record.ts'

/** Everyone that an event names: who acts, and the accounts beside. */
export type Parties = { readonly actor: Account; readonly others: readonly Account[]; readonly session: string }

/** https://learn.microsoft.com/windows/win32/wes/eventmanifestschema: the names are those of the providers' manifests. */
export function partiesOf(event: WindowsEvent, kind: Kind): Parties {
  const subject = subjectOf(event)
  const target = targetOf(event)
  const order = kind.actor === 'target' ? [target, subject] : [subject, target]
  const accounts = [...order, userOf(event), event.writer].filter(isNamed)
  const actor = accounts.find(isSomebody) ?? accounts[0] ?? event.writer
  const [own, other] = kind.actor === 'target' ? ['Target', 'Subject'] : ['Subject', 'Target']
  return {
    actor,
    others: accounts.filter((account) => account !== actor && !(account.sid !== '' && account.sid === actor.sid)),
    session: value(event, `${own}LogonId`, `${other}LogonId`, 'LogonId', 'LogonID', 'SessionID'),
  }
}

const isNamed = ({ sid, name }: Account): boolean => sid !== '' || name !== ''
/** S-1-0-0 is nobody: the subject of a logon from the network. */
const isSomebody = ({ sid, name }: Account): boolean => name !== '' || sid !== nullSid

export const nullSid = 'S-1-0-0'

function subjectOf(event: WindowsEvent): Account {
  return accountOf(
    value(event, 'SubjectUserSid', 'CallerUserSid', 'ClientUserSid'),
    value(event, 'SubjectUserName', 'SubjectAccount', 'CallerUserName', 'ClientUserName', 'Requester'),
    value(event, 'SubjectDomainName', 'CallerDomainName', 'ClientDomain'),
  )
}

function targetOf(event: WindowsEvent): Account {
  return accountOf(
    value(event, 'TargetUserSid', 'TargetSid', 'TargetSID'),
    value(event, 'TargetUserName', 'TargetAccount'),
    // Event 4740 has the caller's computer in the field of the domain.
    event.id === 4740 ? '' : value(event, 'TargetDomainName'),
  )
}

/** Other names for who it was, by provider: Sysmon, AD FS, BITS, PowerShell, sessions of Remote Desktop. */
const userFields = ['User', 'UserName', 'SourceUser', 'Detection User', 'userName', 'Param1'] as const

function userOf(event: WindowsEvent): Account {
  if (event.id === 4778 || event.id === 4779) {
    return accountOf('', value(event, 'AccountName'), value(event, 'AccountDomain'))
  }
  const name = value(event, ...userFields) || contextUser(event)
  const domain = event.id === 1149 ? value(event, 'Param2') : value(event, 'DomainName')
  return accountOf(value(event, 'UserSid'), name, domain)
}

/** PowerShell's context: `User = EXAMPLE\ada`. */
function contextUser(event: WindowsEvent): string {
  const context = value(event, 'ContextInfo', 'UserId')
  return /^[ \t]*(?:User|UserId) ?= ?(\S[^\r\n]*)/m.exec(context.slice(0, 8192))?.[1]?.trim() ?? ''
}

/** A name of the form `EXAMPLE\ada` has its domain already, `ada@EXAMPLE.COM` too. */
export function accountOf(sid: string, name: string, domain = ''): Account {
  const cleanSid = sid.startsWith('%{') && sid.endsWith('}') ? sid.slice(2, -1) : sid
  const slash = name.indexOf('\\')
  if (slash > 0) return { sid: cleanSid, name: name.slice(slash + 1), domain: name.slice(0, slash) }
  return { sid: cleanSid, name, domain: name.includes('@') || name.includes('/') ? '' : domain }
}

/** `EXAMPLE\ada`; without its domain a name says little. */
const fullName = ({ name, domain }: Account): string => (name === '' || domain === '' ? name : `${domain}\\${name}`)

export function actorDraft({ actor, session }: Parties): Draft {
  const name = fullName(actor)
  return {
    actor_type: typeOf(actor),
    // Of an account that does not exist the SID says nothing.
    actor_id: actor.sid === nullSid ? name || nullSid : actor.sid || name,
    actor_name: name,
    actor_email: email(actor.name),
    actor_session_id: session,
  }
}

/** https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers */
function typeOf({ sid, name }: Account): 'unknown' | 'user' | 'service' | 'system' {
  if (sid === 'S-1-5-18' || sid === 'S-1-5-19' || sid === 'S-1-5-20') return 'system'
  if (/^S-1-5-(?:80|82|83|90|94|96)-/.test(sid)) return 'service'
  if (name.endsWith('$')) return 'service'
  if ((name === '' && sid === '') || sid === nullSid || sid === 'S-1-5-7') return name === '' ? 'unknown' : 'user'
  return builtIn.has(name.toUpperCase()) ? 'system' : 'user'
}

const builtIn = new Set(['SYSTEM', 'LOCAL SERVICE', 'NETWORK SERVICE', 'LOCALSYSTEM'])

export function accountTarget(type: string, account: Account): Target {
  const name = fullName(account)
  return { type, id: account.sid || name, name }
}
