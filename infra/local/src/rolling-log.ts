import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const LIMIT_BYTES = 10 * 1024 * 1024

/** Appends to `file`; past 10 MB it goes on in a new one, and one older file is kept. */
export function openRollingLog(file: string): (text: string) => void {
  mkdirSync(dirname(file), { recursive: true })
  let size = existsSync(file) ? statSync(file).size : 0
  return (text) => {
    try {
      if (size > LIMIT_BYTES) {
        renameSync(file, `${file}.1`)
        size = 0
      }
      appendFileSync(file, text)
      size += Buffer.byteLength(text)
    } catch {
      // A log that cannot be written must not end what it is about; a full disk is told by watchDisk.
    }
  }
}
