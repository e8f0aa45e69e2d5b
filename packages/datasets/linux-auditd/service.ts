import type { Look } from './event.ts'

/** The program that wrote the record or made the call: `sshd` of `/usr/sbin/sshd`. */
export function serviceOf(look: Look): string {
  const exe = look('exe')
  return exe === '' ? look('comm') : exe.slice(exe.lastIndexOf('/') + 1)
}
