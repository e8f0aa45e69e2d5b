import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { account, actor, attributesOf, type Groups, launched, logon, type Rule, switchAccount } from './rule.ts'

/** Messages of sudo (https://www.sudo.ws/docs/man/sudoers.man/#EVENT_LOGGING), su and login (util-linux, shadow). */
export const privilegeRules: readonly Rule[] = [
  {
    pattern:
      /^ ?(?<user>\S+) : (?:(?<reason>(?![A-Z]+=)[^;]*?) ; )?(?:HOST=(?<host>\S+) ; )?(?:TTY=(?<tty>\S+) ; )?(?:CHROOT=\S+ ; )?(?:PWD=(?<directory>.*?) ; )?USER=(?<as>\S+)(?: ; (?<rest>.*))?$/,
    map: sudo,
  },
  {
    pattern: /^(?<failed>FAILED SU )?\(to (?<as>\S+)\) (?<user>\S+) on (?<tty>\S+)/,
    map: su,
  },
  {
    pattern: /^(?<result>Successful|FAILED) su for (?<as>\S+) by (?<user>\S+)/,
    map: (groups) => su({ ...groups, failed: groups['result'] === 'FAILED' ? 'FAILED' : undefined }),
  },
  {
    pattern: /^(?<sign>[+-]) (?<tty>\S+) (?<user>\S+):(?<as>\S+)$/,
    map: (groups) => su({ ...groups, failed: groups['sign'] === '-' ? 'FAILED' : undefined }),
  },
  {
    pattern:
      /^(?<action>FAILED LOGIN)(?: \(?\d+\)?)? (?:on|from|FROM) '?(?<place>[^\s']+)'? (?:FOR|for) '?(?<user>[^\s',]+)'?,? ?(?<reason>.*)$/,
    map: (groups) => ({
      ...login(groups),
      outcome: 'failure',
      severity_id: severity.low,
      status_detail: groups['reason'],
    }),
  },
  {
    pattern:
      /^(?<action>ROOT LOGIN|LOGIN|DIALUP AT \S+)\s+ON '?(?<place>[^\s']+)'?(?: BY '?(?<user>[^\s']+)'?)?(?: FROM '?(?<source>[^\s']+)'?)?/i,
    map: (groups) => ({
      ...login({ user: groups['action'] === 'ROOT LOGIN' ? 'root' : undefined, ...present(groups) }),
      outcome: 'success',
    }),
  },
  {
    pattern: /^(?:(?<bad>BAD SU) )?(?<user>\S+) to (?<as>\S+) on (?<tty>\/dev\/\S+)$/,
    map: (groups) => su({ ...groups, failed: groups['bad'] }),
  },
  {
    pattern: /^'su (?<as>\S+)' (?<failed>failed|succeeded) for (?<user>\S+) on (?<tty>\S+)$/,
    map: (groups) => su({ ...groups, failed: groups['failed'] === 'failed' ? 'FAILED' : undefined }),
  },
  {
    pattern:
      /^(?<action>TOO MANY LOGIN TRIES|FAILED LOGIN SESSION)(?: \(\d+\))? FROM (?<place>\S+) FOR (?<user>[^\s,]+), ?(?<reason>.*)$/,
    map: (groups) => ({
      ...login(groups),
      outcome: 'failure',
      severity_id: severity.medium,
      status_detail: groups['reason'],
    }),
  },
  {
    pattern:
      /^(?<action>invalid password) for '?(?<user>[^'\s]+)'? on '?(?<tty>[^'\s]+)'?(?: from '?(?<place>[^'\s]+)'?)?/,
    map: (groups) => ({ ...login(groups), outcome: 'failure', severity_id: severity.low }),
  },
  {
    pattern: /^(?<action>New session) (?<session>\S+) of user (?<user>[^\s.]+)/,
    map: (groups) => ({
      ...actor(groups['user']),
      ...logon,
      action: groups['action'],
      outcome: 'success',
      actor_session_id: groups['session'],
    }),
  },
]

function sudo(groups: Groups): Draft {
  const reason = groups['reason']
  const command = /(?:^| ; )COMMAND=(.*)$/.exec(groups['rest'] ?? '')?.[1]
  return {
    ...actor(groups['user']),
    ...(command === undefined ? switchAccount : launched),
    action: 'COMMAND',
    outcome: reason === undefined ? 'success' : 'failure',
    severity_id: reason === undefined ? severity.informational : severity.medium,
    status_detail: reason,
    targets: [
      ...account(groups['as']),
      ...(command === undefined ? [] : [{ type: 'command', id: command.split(' ', 1)[0] ?? '', name: command }]),
    ],
    attributes: attributesOf({ tty: groups['tty'], working_directory: groups['directory'], command }),
  }
}

function su(groups: Groups): Draft {
  const failed = groups['failed'] !== undefined
  return {
    ...actor(groups['user']),
    ...switchAccount,
    action: failed ? 'FAILED SU' : 'su',
    outcome: failed ? 'failure' : 'success',
    severity_id: failed ? severity.medium : severity.informational,
    targets: account(groups['as']),
    attributes: attributesOf({ tty: groups['tty'] }),
  }
}

function login(groups: Groups): Draft {
  const isTerminal = /^(?:\/dev\/)?(?:tty|pts|console|hvc)/.test(groups['place'] ?? '')
  return {
    ...actor(groups['user']),
    ...logon,
    action: groups['action'],
    source: groups['source'] ?? (isTerminal ? undefined : groups['place']),
    attributes: attributesOf({ tty: isTerminal ? groups['place'] : undefined }),
  }
}

const present = (groups: Groups): Groups =>
  Object.fromEntries(Object.entries(groups).filter(([, value]) => value !== undefined))
