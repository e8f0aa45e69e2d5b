import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureArtifacts } from './artifacts.ts'
import { archivePath, useArchive } from './class-archive.ts'
import { type Part, startPart } from './part.ts'
import { freePorts } from './ports.ts'

export type RegistryOptions = {
  dir: string
  /** A free one is taken when absent. */
  port?: number
  /** Flags of the Java machine instead of those that use the class archive. */
  jvm?: readonly string[]
  /** Aborted while it starts: it is ended, and the start rejects. */
  signal?: AbortSignal | undefined
}

/** A real Apicurio registry on 127.0.0.1, its storage on disk. `address` is its Confluent-compatible API. */
export async function startRegistry({ dir, port, jvm, signal }: RegistryOptions): Promise<Part> {
  const { dir: artifacts, registryDir, registryJar } = await ensureArtifacts()
  const [http = 0] = port === undefined ? await freePorts(1) : [port]
  await mkdir(dir, { recursive: true })
  const address = `http://127.0.0.1:${http}/apis/ccompat/v7`
  const settings = {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': http,
    'apicurio.storage.kind': 'sql',
    'apicurio.storage.sql.kind': 'h2',
    'apicurio.datasource.url': `jdbc:h2:file:${join(dir, 'registry')}`,
    'quarkus.log.level': 'WARN',
  }
  return startPart(
    {
      name: 'The schema registry',
      command: 'java',
      args: [
        '-Xmx256m',
        ...(jvm ?? useArchive(archivePath(artifacts, 'registry'))),
        '-XX:TieredStopAtLevel=1',
        ...Object.entries(settings).map(([key, value]) => `-D${key}=${value}`),
        '-jar',
        registryJar,
      ],
      cwd: registryDir,
      logFile: join(dir, 'registry.log'),
      signal,
      ready: async () => (await fetch(`${address}/subjects`, { signal: AbortSignal.timeout(2_000) })).ok,
    },
    address,
  )
}
