import { severity } from '../src/ocsf.ts'
import { actor, attributesOf, type Groups, logon, preauth } from './rule.ts'

/** What `Accepted publickey for ada from 203.0.113.7 port 50022 ssh2: ED25519 SHA256:abc` says; also Failed and Postponed. */
export function authenticated(groups: Groups) {
  const accepted = groups['action'] === 'Accepted'
  const final = accepted || groups['action'] === 'Failed'
  const info = groups['info'] ?? ''
  return {
    ...from(groups),
    ...(final ? logon : preauth),
    outcome: accepted ? ('success' as const) : final ? ('failure' as const) : ('unknown' as const),
    severity_id: groups['action'] === 'Failed' ? severity.low : severity.informational,
    status_detail: groups['invalid'] === undefined ? '' : 'invalid user',
    actor_credential_id: credentialOf(info),
    attributes: attributesOf({ method: groups['method'], ...certificateOf(info), ...clientOf(info) }),
  }
}

/**
 * `RSA SHA256:abc`; of a certificate its ID: `ED25519-CERT SHA256:abc ID ada (serial 7) CA RSA SHA256:def`; of GSSAPI the
 * principal alone.
 */
function credentialOf(info: string): string {
  const certificate = / ID (.*) \(serial \d+\) CA /.exec(info)?.[1]
  return certificate ?? /^[A-Z0-9-]+ (\S+)/.exec(info)?.[1] ?? /^\S+$/.exec(info)?.[0] ?? ''
}

function certificateOf(info: string) {
  const parts = /^([A-Z0-9-]+) \S+(?: ID .* \(serial (\d+)\) CA \S+ (\S+))?/.exec(info)
  return { key_type: parts?.[1], certificate_serial: parts?.[2], certificate_authority: parts?.[3] }
}

/** Host-based: `client user "ada", client host "build.example.org"`. */
function clientOf(info: string) {
  const parts = /client user "(.*)", client host "([^"]*)"/.exec(info)
  return { client_user: parts?.[1], client_host: parts?.[2] }
}

/** Who, and from where. */
export function from(groups: Groups) {
  return {
    ...actor(groups['user']),
    action: groups['action']?.replace(/:$/, ''),
    source: groups['source'],
    source_port: Number(groups['port'] ?? 0),
  }
}

/** To which address of the server. */
export function to(groups: Groups) {
  return { destination: groups['to'], destination_port: Number(groups['toPort'] ?? 0) }
}
