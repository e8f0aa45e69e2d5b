import { severity } from '../src/ocsf.ts'
import { attributesOf, broken, closed, type Groups, opened, other, preauth, type Rule, refused } from './rule.ts'
import { authenticated, from, to } from './sshd-login.ts'

/**
 * Messages of sshd, sshd-session and sshd-auth, from the sources of OpenSSH 5 to 10: auth.c, auth2*.c, session.c, sshd.c,
 * packet.c, kex.c. A user name is whatever the client sent: it may hold spaces and look like the rest of the line, so
 * patterns take address and port from the end.
 */
export const sshdRules: readonly Rule[] = [
  {
    pattern:
      /^(?<action>Accepted|Failed|Postponed|Partial) (?<method>\S+) for (?<invalid>invalid user |illegal user )?(?<user>.*) from (?<source>\S+)(?: port (?<port>\d+))?(?: ssh\d?)?(?:: (?<info>.*))?$/,
    map: authenticated,
  },
  {
    pattern: /^(?<action>Invalid user|Illegal user) (?<user>.*?) ?from (?<source>\S+)(?: port (?<port>\d+))?$/,
    map: (groups) => ({ ...from(groups), ...preauth, outcome: 'failure', status_detail: 'invalid user' }),
  },
  {
    pattern:
      /^(?<action>maximum authentication attempts exceeded) for (?:invalid user |illegal user )?(?<user>.*) from (?<source>\S+) port (?<port>\d+)(?: ssh\d?)?$/,
    map: (groups) => ({ ...from(groups), ...preauth, severity_id: severity.medium, outcome: 'failure' }),
  },
  {
    pattern:
      /^(?<action>Connection closed|Connection reset|Disconnected|Close session:) (?:by |from )?(?:invalid user|illegal user|authenticating user|user)(?: (?<user>.*?))??(?: from)? (?<source>\S+)(?: port (?<port>\d+))?(?: id \d+)?$/,
    map: (groups) => ({ ...from(groups), ...closed, outcome: 'success' }),
  },
  {
    pattern:
      /^(?<action>Connection closed|Connection reset|Disconnected|Closing connection) (?:by|from|to) (?<source>\S+)(?: port (?<port>\d+))?$/,
    map: (groups) => ({ ...from(groups), ...closed, outcome: 'success' }),
  },
  {
    pattern:
      /^(?<action>Received disconnect) from (?<source>\S+?)(?: port (?<port>\d+))?: ?(?<code>\d+): ?(?<reason>.*)$/,
    map: (groups) => ({
      ...from(groups),
      ...closed,
      // RFC 4253, 11.1: 11 is SSH_DISCONNECT_BY_APPLICATION; all others tell of a fault.
      outcome: groups['code'] === '11' ? 'success' : 'failure',
      status_code: groups['code'],
      status_detail: groups['reason'],
    }),
  },
  {
    pattern:
      /^(?<action>Disconnecting):? (?:(?:invalid user|illegal user|authenticating user|user)(?: (?<user>.*?))?? )?(?<source>\S+) port (?<port>\d+): (?<reason>.*)$/,
    map: failedFrom,
  },
  {
    pattern: /^(?<action>Disconnecting): (?<reason>.*?)(?: for (?:invalid user |illegal user )?(?<user>\S+))?$/,
    map: failedFrom,
  },
  {
    pattern: /^(?<action>Connection) from (?<source>\S+) port (?<port>\d+)(?: on (?<to>\S+) port (?<toPort>\d+))?/,
    map: (groups) => ({ ...from(groups), ...to(groups), ...opened, action: 'Connection from', outcome: 'success' }),
  },
  {
    pattern:
      /^(?<action>Starting session): (?<kind>.*?)(?: on (?<tty>\S+))? for (?<user>.*) from (?<source>\S+) port (?<port>\d+)(?: id \d+)?$/,
    map: (groups) => ({
      ...from(groups),
      ...opened,
      outcome: 'success',
      attributes: attributesOf({ session: groups['kind'], tty: groups['tty'] }),
    }),
  },
  {
    pattern: /^User (?<user>.*) (?<action>not allowed) because (?<reason>.*)$/,
    map: (groups) => notAllowed(groups),
  },
  {
    pattern: /^(?<action>ROOT LOGIN REFUSED) FROM (?<source>\S+)(?: port (?<port>\d+))?/,
    map: (groups) => ({
      ...from({ ...groups, user: 'root' }),
      ...preauth,
      severity_id: severity.medium,
      outcome: 'failure',
    }),
  },
  {
    pattern:
      /^(?<action>Authentication) tried for (?<user>.*) with (?<reason>.*) but not from a permitted host \(host=(?<host>[^,]*), ip=(?<source>[^,)]*)/,
    map: (groups) => ({
      ...from(groups),
      ...preauth,
      source_host: groups['host'],
      outcome: 'failure',
      status_detail: 'not from a permitted host',
    }),
  },
  {
    pattern:
      /^(?<action>Did not receive identification string|Bad protocol version identification) (?:'(?<sent>.*)' )?from (?<source>\S+)(?: port (?<port>\d+))?$/,
    map: (groups) => ({
      ...from(groups),
      ...refused,
      outcome: 'failure',
      attributes: attributesOf({ identification: groups['sent'] }),
    }),
  },
  {
    pattern:
      /^(?<action>Unable to negotiate) (?:a key exchange method )?with (?<source>\S+)(?: port (?<port>\d+))?: (?<reason>.*)$/,
    map: failedFrom,
  },
  {
    pattern:
      /^(?<action>Timeout before authentication) for (?:connection from )?(?<source>\S+)(?: to (?<to>[^\s,]+))?(?: port (?<port>\d+))?/,
    map: (groups) => ({ ...from(groups), ...to(groups), ...refused, outcome: 'failure' }),
  },
  {
    pattern:
      /^(?<action>banner exchange|ssh_dispatch_run_fatal|kex_exchange_identification|Protocol major versions differ|packet_write_poll|Read error): ?(?:(?:Connection from|for) (?:(?:invalid |authenticating )?user (?<user>.*?) )?(?<source>\S+) port (?<port>\d+): ?)?(?<reason>.*)$/,
    map: failedFrom,
  },
  {
    pattern:
      /^(?<action>drop connection) #\d+ from (?<source>\[\S+?\]:\d+|\S+)(?: on (?<to>\[\S+?\]:\d+|\S+))? (?<reason>.*)$/,
    map: (groups) => ({ ...failedFrom(groups), ...to(groups) }),
  },
  {
    pattern: /^(?<action>srclimit_penalise): (?:ipv[46]: )?new (?<source>[^\s/]+)\/\d+ (?<reason>.*)$/,
    map: failedFrom,
  },
  {
    pattern: /^(?<action>reverse mapping checking) getaddrinfo for (?<host>\S+) \[(?<source>[^\]]+)\] failed/,
    map: (groups) => ({
      ...from(groups),
      ...other,
      source_host: groups['host'],
      severity_id: severity.low,
      outcome: 'failure',
    }),
  },
  {
    pattern: /^(?<action>Address) (?<source>\S+) maps to (?<host>[^\s,]+), but this does not map back/,
    map: (groups) => ({
      ...from(groups),
      ...other,
      action: 'reverse mapping checking',
      source_host: groups['host'],
      severity_id: severity.low,
      outcome: 'failure',
    }),
  },
  {
    pattern: /^(?<action>input_userauth_request): (?:invalid|illegal) user (?<user>.*)$/,
    map: (groups) => ({ ...from(groups), ...preauth, outcome: 'failure', status_detail: 'invalid user' }),
  },
  {
    pattern: /^(?<action>Accepted key) (?<type>\S+) (?<fingerprint>\S+) found at (?<file>.*)$/,
    map: (groups) => ({
      ...preauth,
      action: groups['action'],
      outcome: 'success',
      actor_credential_id: groups['fingerprint'],
      attributes: attributesOf({ key_type: groups['type'], authorized_keys: groups['file'] }),
    }),
  },
  {
    pattern:
      /^(?<action>Accepted certificate) ID "(?<id>.*)" \(serial (?<serial>\d+)\) signed by (?<type>\S+) CA (?<ca>\S+)/,
    map: (groups) => ({
      ...preauth,
      action: groups['action'],
      outcome: 'success',
      actor_credential_id: groups['id'],
      attributes: attributesOf({ certificate_serial: groups['serial'], certificate_authority: groups['ca'] }),
    }),
  },
  {
    pattern:
      /^(?<action>Authentication refused|Certificate invalid|Authentication key|Certificate does not contain):? (?<reason>.*)$/,
    map: (groups) => ({ ...preauth, action: groups['action'], outcome: 'failure', status_detail: groups['reason'] }),
  },
  {
    pattern:
      /^(?<action>Timeout), client not responding(?: from (?:user (?<user>.*?) )??(?<source>\S+) port (?<port>\d+))?/,
    map: (groups) => ({ ...from(groups), ...closed, outcome: 'failure', status_detail: 'client not responding' }),
  },
  {
    pattern: /^(?<action>Authorized) to (?<user>.*), krb5 principal (?<principal>\S+)/,
    map: (groups) => ({ ...from(groups), ...preauth, outcome: 'success', actor_credential_id: groups['principal'] }),
  },
  {
    pattern: /^(?<action>User child) is on pid \d+$/,
    map: (groups) => ({ ...other, action: groups['action'], actor_type: 'system', outcome: 'success' }),
  },
  {
    pattern: /^(?<action>subsystem request) for (?<kind>\S+) by user (?<user>.*)$/,
    map: (groups) => ({
      ...from(groups),
      ...opened,
      outcome: 'success',
      attributes: attributesOf({ session: groups['kind'] }),
    }),
  },
  {
    pattern: /^(?<action>session (?:opened|closed)) for local user (?<user>.*) from \[(?<source>[^\]]*)\]/,
    map: (groups) => ({
      ...from(groups),
      ...(groups['action'] === 'session opened' ? opened : closed),
      outcome: 'success',
    }),
  },
  {
    pattern: /^(?<action>Server listening) on (?<to>\S+) port (?<toPort>\d+)/,
    map: (groups) => ({ ...to(groups), ...other, action: groups['action'], actor_type: 'system', outcome: 'success' }),
  },
  {
    pattern: /^(?<action>Received signal \d+; terminating|Received SIGHUP; restarting|Exiting on signal \d+)/,
    map: (groups) => ({ ...other, action: groups['action'], actor_type: 'system', outcome: 'success' }),
  },
]

function notAllowed(groups: Groups) {
  const split = /^(.*) from (\S+)$/.exec(groups['user'] ?? '')
  const user = split === null ? groups['user'] : split[1]
  const known = from({ ...groups, user, source: split?.[2] })
  return { ...known, ...preauth, outcome: 'failure' as const, status_detail: groups['reason'] }
}

function failedFrom(groups: Groups) {
  return {
    ...from(groups),
    ...(groups['source'] ? refused : broken),
    outcome: 'failure' as const,
    status_detail: groups['reason'],
  }
}
