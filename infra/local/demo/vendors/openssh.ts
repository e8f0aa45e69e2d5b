/** Lines of Debian's /var/log/auth.log (rsyslog's RFC 3339 form) that sshd, PAM and sudo write. See sshd(8), sudo(8). */
import { ago, malformed, record, type VendorRecord } from './vendor-record.ts'

const dataset = 'openssh'

export function opensshRecords(now: Date): VendorRecord[] {
  const at = (seconds: number, program: string, message: string) =>
    record(dataset, `${ago(now, seconds).toISOString().replace('Z', '000+00:00')} bastion ${program}: ${message}`)
  return [
    at(
      870,
      'sshd[2211]',
      'Accepted publickey for mara from 198.51.100.23 port 51544 ssh2: ED25519 SHA256:0pXhJ3mS3mQ8Zk1rjM0tq2cVbN5yLw7uRa9dGfTeHsI',
    ),
    at(869, 'sshd[2211]', 'pam_unix(sshd:session): session opened for user mara(uid=1001) by (uid=0)'),
    at(850, 'sudo', '    mara : TTY=pts/0 ; PWD=/home/mara ; USER=root ; COMMAND=/usr/bin/systemctl restart orders'),
    ...guesses(at),
    at(
      500,
      'sudo',
      'contractor-7 : command not allowed ; TTY=pts/1 ; PWD=/home/contractor-7 ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow',
    ),
    at(110, 'sshd[2211]', 'Disconnected from user mara 198.51.100.23 port 51544'),
    // The shipper's buffer ended in the middle of an entry that journald had given as JSON.
    malformed(dataset, '{"SYSLOG_IDENTIFIER":"sshd","_PID":"9","MESSAGE":"Failed pass'),
  ]
}

function guesses(at: (seconds: number, program: string, message: string) => VendorRecord): VendorRecord[] {
  const names = ['root', 'admin', 'oracle', 'postgres', 'mara', 'deploy', 'test', 'git']
  return names.map((name, i) => {
    const user = ['root', 'mara', 'postgres'].includes(name) ? name : `invalid user ${name}`
    return at(640 - i * 3, `sshd[${2300 + i}]`, `Failed password for ${user} from 203.0.113.77 port ${40112 + i} ssh2`)
  })
}
