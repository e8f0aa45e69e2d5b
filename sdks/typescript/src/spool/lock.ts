import { join } from 'node:path'
import { TrailhouseError } from '@trailhouse/errors'

const SQLITE_BUSY = 5

export type Lock = { release(): void }

/**
 * Holds a folder for this process. Node has no flock(); its SQLite locks a file in the operating system's way (fcntl,
 * LockFileEx), which ends with the process however it ends. A file with a process id in it would outlive a kill -9, and
 * in a container every process is number 1.
 *
 * @throws TrailhouseError SPOOL_LOCKED, and what SQLite throws where it cannot make the file
 */
export function lockDir(dir: string): Lock {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(join(dir, 'lock'))
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TrailhouseError('SPOOL_LOCKED', `spool.dir ${dir} is in use by another audit or process (${why})`, {
      cause,
    })
  }
  return { release: () => database.close() }
}
