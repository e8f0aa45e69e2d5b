import type { Draft } from '../src/mapper.ts'
import { accountActivity, ocsfClass, severity } from '../src/ocsf.ts'
import { account, actor, attributesOf, type Groups, preauth, type Rule } from './rule.ts'

/**
 * Messages of PAM modules about one account: its lock, its age, its password, a second factor. From the sources of
 * Linux-PAM (pam_unix, pam_faillock, pam_tally2, pam_listfile, pam_limits, pam_nologin, pam_succeed_if), SSSD, pam_krb5,
 * Samba's pam_winbind and Duo.
 */
export const pamAccountRules: readonly Rule[] = [
  {
    pattern:
      /^(?<module>pam_faillock)\((?<service>[\w-]+):\w+\): (?<action>Consecutive login failures) for user (?<user>\S+) account (?<reason>temporarily locked|permanently locked)/,
    map: locked,
  },
  {
    pattern:
      /^(?<module>pam_tally2?)\((?<service>[\w-]+):\w+\): user (?<user>\S+) \((?<uid>\d+)\) (?:has )?(?<action>tally|time limited log out) ?(?<reason>.*)$/,
    map: locked,
  },
  {
    pattern:
      /^(?<module>pam_unix)\((?<service>[\w-]+):\w+\): (?<action>account|expired password|password) (?:for user )?(?<user>\S+) (?<reason>has expired \(.*\)|has password changed in future|will expire in \d+ days?|\(.*\))$/,
    map: (groups) => ({
      ...of(groups, groups['reason']?.startsWith('will') ? 'success' : 'failure'),
      action: groups['action'] === 'account' ? 'account expired' : groups['action'],
    }),
  },
  {
    pattern:
      /^(?<module>pam_\w+)\((?<service>[\w-]+):\w+\): user \[?(?<user>[^\s\]]+)\]? (?<action>has blank password)/,
    map: (groups) => ({ ...of(groups, 'success'), severity_id: severity.high }),
  },
  {
    pattern:
      /^(?<module>pam_unix)\((?<service>[\w-]+):\w+\): (?<action>auth could not identify password|could not identify user|bad username|username) (?:for |\(from get\w+\()?\[?(?<user>[^\s\])]+)/,
    map: (groups) => of(groups, 'failure'),
  },
  {
    pattern:
      /^(?<module>pam_\w+)\((?<service>[\w-]+):\w+\): (?<action>Refused user|Denied user|Too many logins|Access denied) (?:\(max \d+\) )?(?:for )?(?:user )?(?<user>[^\s:]+)(?: for service \S+)?(?:: (?<code>\d+) \((?<reason>.*)\))?/,
    map: (groups) => ({ ...of(groups, 'failure'), status_code: groups['code'] }),
  },
  {
    pattern:
      /^(?<module>pam_\w+)\((?<service>[\w-]+):\w+\): (?<action>requirement) "(?<reason>.*)" (?<met>was|not) met by user "?(?<user>[^"\s]+)"?/,
    map: (groups) => of(groups, groups['met'] === 'was' ? 'success' : 'failure'),
  },
  {
    pattern:
      /^(?<module>pam_krb5)(?:\((?<service>[\w-]+):\w+\))?(?:\[\d+\])?: (?:\(user \S+\) |user \S+ )?(?<action>authentication (?:succeeds|fails)|authenticated) (?:for |as )'?(?<user>[^'\s]+)'?(?: \((?<principal>[^)]+)\))?(?:: (?<reason>.*))?/,
    map: (groups) => ({
      ...of(groups, groups['action'] === 'authentication fails' ? 'failure' : 'success'),
      actor_credential_id: groups['principal'],
    }),
  },
  {
    pattern:
      /^(?:(?<module>pam_duo)(?:\((?<service>[\w-]+):\w+\))?: )?(?<action>Successful|Failed|Aborted|Skipped) Duo (?:login|\w+) for '(?<user>[^']*)'(?: from (?<source>[^\s:]+))?(?:: (?<reason>.*))?/,
    map: (groups) => ({
      ...of(groups, groups['action'] === 'Successful' || groups['action'] === 'Skipped' ? 'success' : 'failure'),
      action: `${groups['action']} Duo login`,
    }),
  },
  {
    pattern:
      /^(?<module>pam_winbind)\((?<service>[\w-]+):\w+\): (?<action>request \w+ failed): (?<reason>.*?NTSTATUS: (?<code>\w+).*)$/,
    map: (groups) => ({ ...of(groups, 'failure'), status_code: groups['code'] }),
  },
  {
    pattern:
      /^(?<module>pam_\w+)\((?<service>[\w-]+):chauthtok\): (?<action>password changed|user password changed|new password not acceptable|password change failed|BAD PASSWORD)(?: for (?<user>\S+?))?(?::|,|$) ?(?<reason>.*)/,
    map: (groups) => ({
      ...of(groups, groups['action']?.endsWith('changed') ? 'success' : 'failure'),
      class_uid: ocsfClass.accountChange,
      activity_id: accountActivity.passwordChange,
    }),
  },
]

function locked(groups: Groups): Draft {
  return {
    ...of(groups, 'failure'),
    class_uid: ocsfClass.accountChange,
    activity_id: accountActivity.lock,
    severity_id: severity.medium,
  }
}

function of(groups: Groups, outcome: 'success' | 'failure'): Draft {
  return {
    ...actor(groups['user'], groups['uid']),
    ...preauth,
    severity_id: outcome === 'failure' ? severity.low : severity.informational,
    action: groups['action'],
    outcome,
    source: groups['source'],
    status_detail: groups['reason'],
    targets: account(groups['user'], groups['uid']),
    attributes: attributesOf({ pam_module: groups['module'], pam_service: groups['service'] }),
  }
}
