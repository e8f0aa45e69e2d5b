import type { Target } from '@trailhouse/event'
import type { Draft } from '../src/mapper.ts'
import { accountActivity, type Classification, groupActivity, ocsfClass, otherActivity, severity } from '../src/ocsf.ts'
import { account, actor, attributesOf, type Groups, type Rule } from './rule.ts'

/**
 * Messages of useradd, usermod, userdel, groupadd, groupmod, groupdel, gpasswd, passwd, chage, chfn, chsh and chpasswd,
 * from the sources of shadow 4.1 to 4.17. They name whom they change, and seldom who does it.
 */
export const shadowRules: readonly Rule[] = [
  {
    pattern:
      /^(?<action>new user): name=(?<user>[^,]+), UID=(?<uid>\d+), GID=(?<gid>\d+)(?:, home=(?<home>[^,]*))?(?:, shell=(?<shell>[^,]*))?(?:, from=(?<tty>\S*))?/,
    map: (groups) => ({
      ...done(accountClass(accountActivity.create), groups),
      targets: [
        { type: 'user', id: groups['uid'] ?? '', name: groups['user'] ?? '' },
        ...groupOf(undefined, groups['gid']),
      ],
      attributes: attributesOf({ home: groups['home'], shell: groups['shell'], tty: groups['tty'] }),
    }),
  },
  {
    pattern: /^(?<action>new group|group added to \S+): name=(?<group>[^,]+)(?:, GID=(?<gid>\d+))?/,
    map: (groups) => ({
      ...done(groupClass(groupActivity.create), groups),
      targets: groupOf(groups['group'], groups['gid']),
    }),
  },
  {
    pattern:
      /^(?<action>add|delete) '(?<user>[^']+)' (?:to|from) (?<shadow>shadow )?group '(?<group>[^']+)'(?: by '?(?<by>[^'\s]+)'?)?/,
    map: (groups) => member(groups, groups['action'] === 'add'),
  },
  {
    pattern: /^(?<action>add|remove) member (?<user>\S+) (?:to|from) (?:shadow )?group (?<group>\S+) by (?<by>\S+)/,
    map: (groups) => member(groups, groups['action'] === 'add'),
  },
  {
    pattern: /^user (?<user>\S+) (?<action>added|removed) by (?<by>\S+) (?:to|from) group (?<group>\S+)/,
    map: (groups) => member(groups, groups['action'] === 'added'),
  },
  {
    pattern: /^(?<action>change) (?<what>user name|group name) '(?<old>[^']+)' to '(?<now>[^']+)'/,
    map: (groups) => ({
      ...done(accountClass(otherActivity), { action: `change ${groups['what']}` }),
      targets: [...account(groups['old']), ...account(groups['now'])],
      ...change('name', groups['old'], groups['now']),
    }),
  },
  {
    pattern:
      /^(?<action>changed?) user '(?<user>[^']+)' (?<what>[A-Za-z ]{1,32}?)(?: from '(?<old>[^']*)')? to '(?<now>[^']*)'/,
    map: (groups) => ({
      ...done(accountClass(otherActivity), { action: `change user ${groups['what']}` }),
      targets: account(groups['user']),
      ...change(groups['what'] ?? '', groups['old'], groups['now']),
    }),
  },
  {
    pattern: /^(?<action>change) user '(?<user>[^']+)' password$/,
    map: (groups) => ({
      ...done(accountClass(accountActivity.passwordChange), { action: 'change user password' }),
      targets: account(groups['user']),
    }),
  },
  {
    pattern: /^(?<action>lock|unlock) user '(?<user>[^']+)' password/,
    map: (groups) => ({
      ...done(accountClass(groups['action'] === 'lock' ? accountActivity.lock : accountActivity.unlock), groups),
      targets: account(groups['user']),
    }),
  },
  {
    pattern: /^(?<action>delete user) '(?<user>[^']+)'/,
    map: (groups) => ({ ...done(accountClass(accountActivity.delete), groups), targets: account(groups['user']) }),
  },
  {
    pattern:
      /^(?:removed (?:shadow )?group '(?<owned>[^']+)' owned by '(?<user>[^']+)'|group '(?<group>[^']+)' removed(?: from \S+)?)/,
    map: (groups) => ({
      ...done(groupClass(groupActivity.delete), { action: 'group removed' }),
      targets: [...groupOf(groups['owned'] ?? groups['group']), ...account(groups['user'])],
    }),
  },
  {
    pattern:
      /^(?<action>group changed) in (?<file>\S+) \(group (?<group>[^/,)]+)(?:\/(?<gid>\d+))?(?:, new name: (?<name>[^,)]+))?(?:, new gid: (?<newGid>\d+))?/,
    map: (groups) => ({
      ...done(groupClass(otherActivity), groups),
      targets: [...groupOf(groups['group'], groups['gid']), ...groupOf(groups['name'], groups['newGid'])],
      attributes: attributesOf({ file: groups['file'] }),
    }),
  },
  {
    pattern:
      /^(?<action>set members|members set|password changed|password removed|set administrators) (?:of|for) (?:group )?(?<group>\S+)(?: to (?<members>\S+))? by (?<by>\S+)/,
    map: (groups) => ({
      ...done(groupClass(otherActivity), groups),
      targets: [...groupOf(groups['group']), ...members(groups['members'])],
    }),
  },
  {
    pattern: /^(?<action>members) of group (?<group>\S+) set by (?<by>\S+) to (?<members>\S+)/,
    map: (groups) => ({
      ...done(groupClass(otherActivity), { ...groups, action: 'set members' }),
      targets: [...groupOf(groups['group']), ...members(groups['members'])],
    }),
  },
  {
    pattern:
      /^(?:(?<module>pam_\w+)\((?<service>[\w-]+):\w+\): )?(?<action>password) (?:for '(?<quoted>[^']+)' changed by '(?<by>[^']+)'|changed for (?<user>\S+))$/,
    map: (groups) => ({
      ...done(accountClass(accountActivity.passwordChange), { ...groups, action: 'password changed' }),
      targets: account(groups['quoted'] ?? groups['user']),
      attributes: attributesOf({ pam_module: groups['module'], pam_service: groups['service'] }),
    }),
  },
  {
    pattern:
      /^(?<action>changed password expiry|changed user information|changed user shell|change age information|display aging info) (?:for|of) '?(?<user>[^'\s]+)'?/,
    map: (groups) => ({ ...done(accountClass(otherActivity), groups), targets: account(groups['user']) }),
  },
  {
    pattern: /^changed user [`'](?<user>[^']+)' (?<what>information|shell)/,
    map: (groups) => ({
      ...done(accountClass(otherActivity), { action: `changed user ${groups['what']}` }),
      targets: account(groups['user']),
    }),
  },
  {
    pattern:
      /^(?<action>failed (?:adding|deleting|changing|to \w+) (?:user|group|password))(?: for)? ?[`'](?<user>[^']+)'?(?:[,:] (?<reason>.*))?$/,
    map: (groups) => ({
      ...done(accountClass(otherActivity), groups),
      outcome: 'failure',
      severity_id: severity.low,
      status_detail: groups['reason'],
      targets: account(groups['user']),
    }),
  },
  {
    pattern: /^(?<action>can't view or modify password information) for (?<user>\S+)/,
    map: (groups) => ({
      ...done(accountClass(otherActivity), groups),
      outcome: 'failure',
      severity_id: severity.low,
      targets: account(groups['user']),
    }),
  },
]

const accountClass = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })
const groupClass = (activity_id: number): Classification => ({ class_uid: ocsfClass.groupManagement, activity_id })

function done(classification: Classification, groups: Groups): Draft {
  return { ...actor(groups['by']), ...classification, action: groups['action'], outcome: 'success' }
}

function member(groups: Groups, added: boolean): Draft {
  return {
    ...done(groupClass(added ? groupActivity.addUser : groupActivity.removeUser), groups),
    action: added ? 'add to group' : 'remove from group',
    targets: [...groupOf(groups['group']), ...account(groups['user'])],
  }
}

const groupOf = (name: string | undefined, gid?: string): Target[] =>
  name === undefined && gid === undefined ? [] : [{ type: 'group', id: gid ?? name ?? '', name: name ?? '' }]

const members = (list: string | undefined): Target[] =>
  (list ?? '').split(',', 100).flatMap((name) => account(name || undefined))

function change(name: string, old: string | undefined, now: string | undefined): Draft {
  return {
    before: old === undefined ? '' : JSON.stringify({ [name]: old }),
    after: now === undefined ? '' : JSON.stringify({ [name]: now }),
    changed: [`/${name}`],
  }
}
