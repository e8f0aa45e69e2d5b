import type { Target } from '@trailhouse/event'
import type { Draft } from '../src/mapper.ts'
import { type Classification, fileActivity, ocsfClass, otherActivity } from '../src/ocsf.ts'
import { attributesOf, type Groups, type Rule } from './rule.ts'

/** Messages of sftp-server and internal-sftp at level INFO, from sftp-server.c. */
export const sftpRules: readonly Rule[] = [
  {
    pattern: /^(?<action>open) "(?<file>.*)" flags (?<flags>\S+) mode (?<mode>\d+)$/,
    map: (groups) => ({
      ...onFile(groups, /WRITE|CREATE|TRUNCATE/.test(groups['flags'] ?? '') ? fileActivity.update : fileActivity.open),
      attributes: attributesOf({ flags: groups['flags'], mode: groups['mode'] }),
    }),
  },
  {
    pattern: /^(?<action>(?:forced )?close) "(?<file>.*)" bytes read (?<read>\d+) written (?<written>\d+)$/,
    map: (groups) => ({
      ...onFile(groups, groups['written'] === '0' ? fileActivity.read : fileActivity.update),
      attributes: attributesOf({ bytes_read: groups['read'], bytes_written: groups['written'] }),
    }),
  },
  {
    pattern: /^(?<action>(?:posix-)?rename|symlink|hardlink|link|copy) old "(?<file>.*)" new "(?<now>.*)"$/,
    map: (groups) => ({
      ...onFile(groups, groups['action']?.endsWith('rename') ? fileActivity.rename : fileActivity.create),
      targets: [...files(groups['file']), ...files(groups['now'])],
    }),
  },
  {
    pattern:
      /^(?<action>remove|rmdir|mkdir|readlink|opendir|closedir|lstat|stat|realpath|set|setstat|lsetstat)(?: name)? "(?<file>.*?)"(?: (?<detail>.*))?$/,
    map: (groups) => ({
      ...onFile(groups, activityOf.get(groups['action'] ?? '') ?? otherActivity),
      attributes: attributesOf({ detail: groups['detail'] }),
    }),
  },
  {
    pattern: /^(?<action>sent status) (?<reason>.*)$/,
    map: (groups) => ({
      ...fileClass(otherActivity),
      action: groups['action'],
      outcome: groups['reason'] === 'OK' || groups['reason'] === 'End of file' ? 'success' : 'failure',
      status_detail: groups['reason'],
    }),
  },
]

const activityOf = new Map<string, number>([
  ['remove', fileActivity.delete],
  ['rmdir', fileActivity.delete],
  ['mkdir', fileActivity.create],
  ['readlink', fileActivity.read],
  ['opendir', fileActivity.open],
  ['lstat', fileActivity.get_attributes],
  ['stat', fileActivity.get_attributes],
  ['set', fileActivity.set_attributes],
  ['setstat', fileActivity.set_attributes],
  ['lsetstat', fileActivity.set_attributes],
])

const fileClass = (activity_id: number): Classification => ({ class_uid: ocsfClass.fileActivity, activity_id })

/** The server logs what it is asked; that it could not do it follows as `sent status`. */
function onFile(groups: Groups, activity_id: number): Draft {
  return { ...fileClass(activity_id), action: groups['action'], outcome: 'unknown', targets: files(groups['file']) }
}

const files = (path: string | undefined): Target[] =>
  path === undefined || path === '' ? [] : [{ type: 'file', id: path, name: path }]
