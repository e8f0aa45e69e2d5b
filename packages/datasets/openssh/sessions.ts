import { severity } from '../src/ocsf.ts'
import { account, actor, attributesOf, launched, logoff, other, preauth, type Rule, switchAccount } from './rule.ts'

/** Messages of systemd-logind, polkitd, pkexec and doas, from their sources. */
export const sessionRules: readonly Rule[] = [
  {
    pattern: /^(?<action>Removed session) (?<session>[^\s.]+)\.|^Session (?<ended>\S+) logged out\./,
    map: (groups) => ({
      ...logoff,
      action: groups['action'] ?? 'Session logged out',
      outcome: 'success',
      actor_session_id: groups['session'] ?? groups['ended'],
    }),
  },
  {
    pattern:
      /^(?<action>System is (?:powering down|rebooting|suspending|hibernating|halting)|New seat|Power key pressed|Lid closed|Lid opened)/,
    map: (groups) => ({ ...other, action: groups['action'], actor_type: 'system', outcome: 'success' }),
  },
  {
    pattern:
      /^Operator of (?<session>\S+) (?<action>successfully authenticated|FAILED to authenticate)(?: as unix-user:(?<as>\S+))? to gain (?<scope>\S+ )?authorization for action (?<right>\S+) for (?<process>\S+) \[(?<command>.*)\](?: \(owned by unix-user:(?<user>[^)]+)\))?/,
    map: (groups) => {
      const succeeded = groups['action'] === 'successfully authenticated'
      return {
        ...actor(groups['user']),
        ...switchAccount,
        action: groups['action'],
        outcome: succeeded ? 'success' : 'failure',
        severity_id: succeeded ? severity.informational : severity.medium,
        actor_session_id: groups['session'],
        targets: [...account(groups['as']), { type: 'action', id: groups['right'] ?? '', name: groups['right'] ?? '' }],
        attributes: attributesOf({ command: groups['command'], scope: groups['scope']?.trim() }),
      }
    },
  },
  {
    pattern:
      /^(?<action>Registered|Unregistered) Authentication Agent for (?<session>\S+) \(system bus name (?<bus>[^,)]+)/,
    map: (groups) => ({
      ...preauth,
      action: `${groups['action']} Authentication Agent`,
      outcome: 'success',
      actor_session_id: groups['session'],
      attributes: attributesOf({ bus: groups['bus'] }),
    }),
  },
  {
    pattern:
      /^(?<user>[^\s:]+): (?<action>Executing command|Error executing command as another user: (?<reason>[^[]*)) ?\[USER=(?<as>[^\]]*)\] \[TTY=(?<tty>[^\]]*)\] \[CWD=(?<directory>[^\]]*)\] \[COMMAND=(?<command>.*)\]$/,
    map: (groups) => ({
      ...actor(groups['user']),
      ...launched,
      action: groups['reason'] === undefined ? 'Executing command' : 'Error executing command',
      outcome: groups['reason'] === undefined ? 'success' : 'failure',
      severity_id: groups['reason'] === undefined ? severity.informational : severity.medium,
      status_detail: groups['reason']?.trim(),
      targets: [...account(groups['as']), ...commandOf(groups['command'])],
      attributes: attributesOf({
        tty: groups['tty'],
        working_directory: groups['directory'],
        command: groups['command'],
      }),
    }),
  },
  {
    pattern: /^(?<user>\S+) (?<action>ran command) (?<command>.*) as (?<as>\S+)(?: from (?<directory>\S+))?$/,
    map: (groups) => ({
      ...actor(groups['user']),
      ...launched,
      action: groups['action'],
      outcome: 'success',
      targets: [...account(groups['as']), ...commandOf(groups['command'])],
      attributes: attributesOf({ working_directory: groups['directory'], command: groups['command'] }),
    }),
  },
  {
    pattern: /^(?<action>failed auth|command not permitted|failed command) for (?<user>[^\s:]+)(?:: (?<command>.*))?$/,
    map: (groups) => ({
      ...actor(groups['user']),
      ...switchAccount,
      action: groups['action'],
      outcome: 'failure',
      severity_id: severity.medium,
      targets: commandOf(groups['command']),
      attributes: attributesOf({ command: groups['command'] }),
    }),
  },
]

function commandOf(command: string | undefined) {
  return command === undefined || command === ''
    ? []
    : [{ type: 'command', id: command.split(' ', 1)[0] ?? '', name: command }]
}
