import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'

const here = resolve(import.meta.dirname, '..')
const manifest = join(here, 'checksums.sha256')

/** The checkout's own folder for what it downloads and what `npm start` stores. Ignored by git. */
export const stateDir = resolve(here, '../../.trailhouse')

/** Where the checked artifacts lie. */
export type Artifacts = { dir: string; kafkaLibs: string; registryDir: string; registryJar: string }

export type Progress = (line: string) => void

/**
 * Kafka's jars and the registry, brought by Maven, each file checked once against the SHA-256 in checksums.sha256. The
 * folder is named after that manifest and appears only when all is checked, so its presence is the stamp: later calls
 * cost one stat and need no network.
 *
 * @throws TrailhouseError ARTIFACT_FETCH_FAILED, ARTIFACT_CHECKSUM
 */
export async function ensureArtifacts(progress: Progress = () => {}, signal?: AbortSignal): Promise<Artifacts> {
  const list = await readFile(manifest, 'utf8')
  const root = join(stateDir, 'artifacts')
  const dir = join(root, createHash('sha256').update(list).digest('hex').slice(0, 12))
  if (!existsSync(dir)) await install(list, root, dir, progress, signal)
  const registryDir = join(dir, 'registry')
  return {
    dir,
    kafkaLibs: join(dir, 'kafka'),
    registryDir,
    registryJar: join(registryDir, 'apicurio-registry-app-3.0.9-runner.jar'),
  }
}

async function install(
  list: string,
  root: string,
  dir: string,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partial = `${dir}.partial-${process.pid}`
  const kafka = join(partial, 'kafka')
  await mkdir(kafka, { recursive: true })
  try {
    const expected = parseManifest(list)
    progress(`Kafka and the schema registry: fetching ${expected.size} files by Maven`)
    await runMaven(kafka, progress, signal)
    progress(`Kafka and the schema registry: checking ${expected.size} files against their SHA-256`)
    await checkFiles(kafka, expected)
    await unpackRegistry(kafka, join(partial, 'registry'))
    await rename(partial, dir).catch((error: NodeJS.ErrnoException) => {
      // Another process has installed the same meanwhile.
      if (!existsSync(dir)) throw error
    })
    await removeOthers(root, dir)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** File name to SHA-256, from lines as sha256sum writes them. */
export function parseManifest(list: string): Map<string, string> {
  const lines = list.split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]))
}

/**
 * Every file of the folder is in the manifest with its SHA-256, and none is missing.
 *
 * @throws TrailhouseError ARTIFACT_CHECKSUM, naming the first file that differs
 */
export async function checkFiles(dir: string, expected: ReadonlyMap<string, string>): Promise<void> {
  const files = await readdir(dir)
  const missing = [...expected.keys()].find((name) => !files.includes(name))
  if (missing !== undefined) throw new TrailhouseError('ARTIFACT_CHECKSUM', `Maven did not bring ${missing}`)
  for (const name of files) {
    const actual = await sha256(join(dir, name))
    const pinned = expected.get(name)
    if (pinned === actual) continue
    throw new TrailhouseError(
      'ARTIFACT_CHECKSUM',
      `${name} has the SHA-256 ${actual}, and infra/local/checksums.sha256 says ${pinned ?? 'nothing about it'}: remove it from Maven's local repository and try again`,
    )
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

async function runMaven(downloads: string, progress: Progress, signal: AbortSignal | undefined): Promise<void> {
  const args = ['-B', '-Dstyle.color=never', '-f', join(here, 'pom.xml'), 'package', `-Ddownloads=${downloads}`]
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'], signal })
  const exit = new Promise<number | null>((done, failed) => maven.once('error', failed).once('exit', done))
  const errors: string[] = []
  maven.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(...text.split('\n').filter(isSaid)))
  let fetched = 0
  for await (const line of createInterface({ input: maven.stdout })) {
    if (line.startsWith('[ERROR] ')) errors.push(line.slice(8))
    if (!/^(\[INFO\] )?Downloaded .*\.(jar|gz) /.test(line)) continue
    fetched += 1
    if (fetched % 10 === 0) progress(`Kafka and the schema registry: ${fetched} files fetched, Maven's own among them`)
  }
  if ((await exit) === 0) return
  throw new TrailhouseError(
    'ARTIFACT_FETCH_FAILED',
    `Maven could not fetch Kafka and the registry: ${errors[0] ?? 'it told no reason'}`,
  )
}

/** Maven 3.8 writes escape sequences of colour even where it is told not to. */
function isSaid(line: string): boolean {
  return /[a-z]/.test(line)
}

async function unpackRegistry(downloads: string, registryDir: string): Promise<void> {
  const tarball = (await readdir(downloads)).find((name) => name.endsWith('.tar.gz'))
  if (tarball === undefined) throw new TrailhouseError('ARTIFACT_CHECKSUM', 'the manifest names no registry tarball')
  await mkdir(registryDir)
  await promisify(execFile)('tar', ['-xzf', join(downloads, tarball), '-C', registryDir])
  await rm(join(downloads, tarball))
}

async function removeOthers(root: string, dir: string): Promise<void> {
  const others = (await readdir(root)).map((name) => join(root, name))
  const stale = others.filter((path) => path !== dir && !path.includes('.partial-'))
  await Promise.all(stale.map((path) => rm(path, { recursive: true, force: true })))
}
