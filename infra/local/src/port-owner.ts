import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

const LISTEN = '0A'

/** Who listens on a TCP port, as `process 1234 (java)`, or undefined where /proc does not tell (another user's process). */
export function portOwner(port: number): string | undefined {
  const inodes = listeningInodes(port)
  if (inodes.size === 0) return undefined
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) return `process ${pid} (${basename(readlink(`/proc/${pid}/exe`))})`
  }
  return undefined
}

/** From proc(5): lines of `sl local_address rem_address st ... inode`, the port in hexadecimal. */
function listeningInodes(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readText(file).split('\n').slice(1))
  const rows = lines.map((line) => line.trim().split(/\s+/))
  const listening = rows.filter(([, local, , state]) => local?.endsWith(suffix) && state === LISTEN)
  return new Set(listening.map((row) => row[9] ?? ''))
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlink(`/proc/${pid}/fd/${fd}`))
    return files.some((target) => inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '-'))
  } catch {
    return false
  }
}

function readlink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
