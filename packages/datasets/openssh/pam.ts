import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { keyValues } from '../src/parsers/key-value.ts'
import {
  account,
  actor,
  attributesOf,
  type Groups,
  logoff,
  opened,
  other,
  preauth,
  type Rule,
  switchAccount,
} from './rule.ts'

/**
 * Messages of PAM modules, which write them in the name of the service that uses them:
 * `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=ada`.
 * From the sources of Linux-PAM, SSSD and Samba, and of OpenSSH's auth-pam.c.
 */
export const pamRules: readonly Rule[] = [
  {
    pattern:
      /^(?<module>pam_\w+)\((?<service>[\w-]+):session\): (?<action>session (?:opened|closed)) for user (?<user>[^\s(]+)(?:\(uid=(?<uid>\d+)\))?(?: by (?<by>[^\s(]*)\(uid=(?<byUid>\d+)\))?/,
    map: session,
  },
  {
    pattern:
      /^(?:(?<module>pam_\w+)\((?<service>[\w-]+):\w+\): )?(?<action>authentication (?:failure|success)|PAM \d+ more authentication failures?|\d+ more authentication failures?); (?<pairs>.*)$/,
    map: authentication,
  },
  {
    pattern: /^PAM: (?<reason>.+) for (?:illegal user |invalid user )?(?<user>.*) from (?<source>\S+)$/,
    map: (groups) => ({
      ...actor(groups['user']),
      ...preauth,
      action: groups['reason'],
      source: groups['source'],
      outcome: 'failure',
    }),
  },
  {
    pattern:
      /^(?<module>pam_\w+)(?:\((?<service>[\w-]+):\w+\))?: user [`'"]?(?<user>[^`'"\s]+)[`'"]? (?<action>granted|denied) access/,
    map: (groups) => ofAccount(groups, groups['action'] === 'granted' ? 'success' : 'failure'),
  },
  {
    pattern:
      /^(?<module>pam_\w+)(?:\((?<service>[\w-]+):\w+\))?: (?<action>access denied|requirement .* not met by|expired password|password expired|account .* has expired|check pass|Consecutive login failures)(?:;| for)? ?(?:user )?[`'"]?(?<user>[^`'"\s]+)?[`'"]?(?: from [`'"](?<source>[^`'"]+)[`'"])?/,
    map: (groups) => ofAccount(groups, 'failure'),
  },
  {
    pattern:
      /^(?<module>pam_\w+)(?:\((?<service>[\w-]+):\w+\))?: (?<action>Accepted|Invalid verification code|Failed|received) (?:\S+ )?for (?:user )?(?<user>[^\s:]+)(?:: \d+ \((?<reason>.*)\))?/,
    map: (groups) => ofAccount(groups, groups['action'] === 'Accepted' ? 'success' : 'failure'),
  },
  {
    pattern:
      /^(?<module>pam_\w+)(?:\((?<service>[\w-]+):\w+\))?: (?<reason>(?<failed>.*?(?:[Ff]ail|[Dd]enied|[Ii]nvalid|unknown|[Ee]rror|refus|unable|could not).*)|.*)$/,
    map: (groups) => ({
      ...other,
      action: groups['module'],
      outcome: groups['failed'] === undefined ? 'unknown' : 'failure',
      status_detail: groups['reason'],
      attributes: attributesOf(moduleOf(groups)),
    }),
  },
]

/** A session of sshd is that user's; one of sudo or su is opened by one account for another. */
function session(groups: Groups): Draft {
  const isOpened = groups['action'] === 'session opened'
  const switches = switchServices.has(groups['service'] ?? '')
  const by = groups['by'] || undefined
  return {
    ...(by === undefined ? actor(groups['user'], groups['uid']) : actor(by, groups['byUid'])),
    ...(switches ? switchAccount : isOpened ? opened : logoff),
    action: groups['action'],
    outcome: 'success',
    targets: account(groups['user'], groups['uid']),
    attributes: attributesOf({ ...moduleOf(groups), by_uid: by === undefined ? groups['byUid'] : undefined }),
  }
}

const switchServices = new Set(['sudo', 'sudo-i', 'su', 'su-l', 'runuser', 'runuser-l', 'pkexec', 'polkit-1', 'doas'])

/** `ruser` or `logname` asks to become `user`; for a network service both are empty, and `user` is who asks. */
function authentication(groups: Groups): Draft {
  const pairs = keyValues(groups['pairs'] ?? '')
  const user = pairs.get('user') || pairs.get('acct')
  const asking = pairs.get('ruser') || pairs.get('logname') || undefined
  const uid = pairs.get('uid') || undefined
  const succeeded = groups['action'] === 'authentication success'
  return {
    ...(asking === undefined ? actor(user) : actor(asking, uid)),
    ...preauth,
    action: groups['action']?.replace(/^(?:PAM )?\d+ /, ''),
    outcome: succeeded ? 'success' : 'failure',
    severity_id: succeeded ? severity.informational : severity.low,
    source: pairs.get('rhost'),
    targets: [
      ...account(user),
      ...(asking === undefined && uid !== undefined ? [{ type: 'process owner', id: uid, name: '' }] : []),
    ],
    attributes: attributesOf({ ...moduleOf(groups), tty: pairs.get('tty'), uid, euid: pairs.get('euid') }),
  }
}

function ofAccount(groups: Groups, outcome: 'success' | 'failure'): Draft {
  const known = groups['user'] === 'unknown' || groups['user'] === 'user' ? undefined : groups['user']
  return {
    ...actor(known),
    ...preauth,
    action: groups['action'],
    outcome,
    source: groups['source'],
    status_detail: groups['reason'],
    targets: account(known),
    attributes: attributesOf(moduleOf(groups)),
  }
}

const moduleOf = (groups: Groups) => ({ pam_module: groups['module'], pam_service: groups['service'] })
