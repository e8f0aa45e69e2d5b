import { readFileSync } from 'node:fs'

/** A process that is told apart from a later one with the same id by when it started. */
export type ProcessIdentity = { pid: number; started: string }

/** Identity of a running process, or undefined when there is none. From proc(5): field 22 of /proc/PID/stat. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in brackets, may hold spaces and brackets.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : { pid, started: fields[18] ?? '' }
  } catch {
    return undefined
  }
}

export function stillRuns({ pid, started }: ProcessIdentity): boolean {
  return identify(pid)?.started === started
}
