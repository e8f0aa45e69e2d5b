import { createHash } from 'node:crypto'
import { existsSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Parts that run on Java. */
export type JavaPart = 'kafka' | 'registry'

const quiet = ['-Xlog:cds=off', '-Xlog:cds+dynamic=off']

/**
 * Where the archive of a part's classes lies (Java's class data sharing, JEP 350). With it Kafka starts on 2.8 s of CPU
 * instead of 5.0, and the registry on 1.9 instead of 3.8. It fits one Java alone, so its name tells which.
 */
export function archivePath(artifacts: string, part: JavaPart): string {
  return join(artifacts, `${part}-${javaIdentity()}.jsa`)
}

/** Flags that make Java use the archive where there is one. */
export function useArchive(path: string): string[] {
  return existsSync(path) && statSync(path).size > 0 ? [`-XX:SharedArchiveFile=${path}`, ...quiet] : []
}

/** Flags that make Java write the archive when it ends. */
export function writeArchive(path: string): string[] {
  return [`-XX:ArchiveClassesAtExit=${path}`, ...quiet]
}

/** A Java that wrote no archive is not asked again: an empty file stands for it. */
export function settleArchive(path: string): void {
  if (!existsSync(path)) writeFileSync(path, '')
}

function javaIdentity(): string {
  const found = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'java'))
  const java = realpathSync(found.find((path) => existsSync(path)) ?? process.execPath)
  return createHash('sha256')
    .update(`${java} ${statSync(java).mtimeMs}`)
    .digest('hex')
    .slice(0, 8)
}
