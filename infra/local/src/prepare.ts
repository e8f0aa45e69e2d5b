import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureArtifacts, type Progress } from './artifacts.ts'
import { archivePath, settleArchive, writeArchive } from './class-archive.ts'
import { startKafka } from './kafka.ts'
import type { Part } from './part.ts'
import { startRegistry } from './registry.ts'

type Start = (options: { dir: string; jvm: readonly string[]; signal: AbortSignal | undefined }) => Promise<Part>

/** Java writes the archive before it ends: 2 s on an idle machine. */
const WRITE_LIMIT_MS = 60_000

/**
 * All that must be there before the stack can start: the checked artifacts, and the class archives, for which Kafka and
 * the registry are started and stopped once. Does nothing, and needs no network, when it was done before.
 */
export async function prepareStack(progress: Progress = () => {}, signal?: AbortSignal): Promise<void> {
  const { dir } = await ensureArtifacts(progress, signal)
  const parts = [
    { archive: archivePath(dir, 'kafka'), start: startKafka as Start },
    { archive: archivePath(dir, 'registry'), start: startRegistry as Start },
  ]
  const missing = parts.filter(({ archive }) => !existsSync(archive))
  if (missing.length === 0) return
  progress('Kafka and the schema registry: preparing quick starts')
  await Promise.all(missing.map(({ archive, start }) => make(archive, start, signal)))
}

async function make(archive: string, start: Start, signal: AbortSignal | undefined): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-prepare-'))
  const partial = join(dir, 'classes.jsa')
  try {
    const part = await start({ dir, jvm: writeArchive(partial), signal })
    await part.stop(WRITE_LIMIT_MS)
    settleArchive(partial)
    await copyFile(partial, `${archive}.${process.pid}`)
    await rename(`${archive}.${process.pid}`, archive)
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}
