import { severity } from '../src/ocsf.ts'
import { attributesOf, broken, other, preauth, type Rule, refused } from './rule.ts'
import { from, to } from './sshd-login.ts'

/** Rarer messages of sshd: what it refuses before a connection, what account it may not use, what it did for itself. */
export const sshdServerRules: readonly Rule[] = [
  {
    pattern: /^(?<action>refused connect) from (?<host>\S+?)(?: \((?<source>[^)]+)\))?$/,
    map: (groups) => ({
      ...from({ ...groups, source: groups['source'] ?? groups['host'] }),
      ...refused,
      outcome: 'failure',
    }),
  },
  {
    pattern: /^(?<action>Nasty PTR record) "[^"]*" is set up for (?<source>\S+), ignoring/,
    map: (groups) => ({
      ...from(groups),
      ...other,
      severity_id: severity.low,
      outcome: 'failure',
    }),
  },
  {
    pattern: /^(?<action>Access denied) for user (?<user>\S+) by (?<reason>PAM account configuration)/,
    map: (groups) => ({ ...from(groups), ...preauth, outcome: 'failure', status_detail: groups['reason'] }),
  },
  {
    pattern: /^(?:Account|User) (?<user>\S+) (?<reason>has expired|password has expired.*|account has expired.*)$/,
    map: (groups) => ({
      ...from({ ...groups, action: 'Account expired' }),
      ...preauth,
      outcome: 'failure',
      status_detail: groups['reason'],
    }),
  },
  {
    pattern:
      /^(?<action>Login restricted|Password expired|Login not allowed) for (?<user>[^\s:]+)(?:: (?<reason>.*))?$/,
    map: (groups) => ({ ...from(groups), ...preauth, outcome: 'failure', status_detail: groups['reason'] }),
  },
  {
    pattern: /^(?<action>Transferred): sent (?<sent>\d+), received (?<received>\d+) bytes$/,
    map: (groups) => ({
      ...other,
      action: groups['action'],
      outcome: 'success',
      attributes: attributesOf({ bytes_sent: groups['sent'], bytes_received: groups['received'] }),
    }),
  },
  {
    pattern: /^(?<action>Bind) to port (?<toPort>\d+) on (?<to>\S+) failed: (?<reason>.*?)\.?$/,
    map: (groups) => ({
      ...to(groups),
      ...broken,
      action: groups['action'],
      actor_type: 'system',
      outcome: 'failure',
      status_detail: groups['reason'],
    }),
  },
  {
    pattern: /^(?<action>beginning MaxStartups throttling|exited MaxStartups throttling)(?: after (?<reason>.*))?$/,
    map: (groups) => ({
      ...other,
      action: groups['action'],
      actor_type: 'system',
      severity_id: severity.low,
      outcome: 'success',
      status_detail: groups['reason'],
    }),
  },
  {
    pattern: /^(?<action>Changed root directory) to "(?<directory>.*)"$/,
    map: (groups) => ({
      ...other,
      action: groups['action'],
      outcome: 'success',
      attributes: attributesOf({ directory: groups['directory'] }),
    }),
  },
  {
    pattern: /^(?<action>userauth_hostbased mismatch|hostbased_key_allowed): (?<reason>.*)$/,
    map: (groups) => ({ ...preauth, action: groups['action'], outcome: 'failure', status_detail: groups['reason'] }),
  },
]
