/**
 * A validator of OCSF that others wrote: JSON Schemas that ocsf-json-schema makes of the schema's own export, checked by
 * jsonschema-rs. Python's pip brings both once into .trailhouse/, each checked against its SHA-256 in requirements.txt.
 */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'
import { stateDir } from '@trailhouse/local'

const run = promisify(execFile)
const requirements = join(import.meta.dirname, 'requirements.txt')

/** What is wrong with the event in a line, from 1: where, and what. */
export type Faults = { readonly line: number; readonly faults: readonly string[] }

/** Validates events against OCSF of a version. @throws TrailhouseError TOOLS_FETCH_FAILED where pip cannot bring it */
export async function validate(events: readonly unknown[], version: string): Promise<Faults[]> {
  const packages = await fetched()
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  const python = spawn('python3', [join(import.meta.dirname, 'validate.py'), version], { env })
  python.stdin.end(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const [stdout, stderr, code] = await Promise.all([
    textOf(python.stdout),
    textOf(python.stderr),
    new Promise<number | null>((done, failed) => python.on('close', done).on('error', failed)),
  ])
  if (code !== 0) throw new Error(`the validator ended with ${code}: ${stderr}`)
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

async function fetched(): Promise<string> {
  const lock = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const dir = join(stateDir, `ocsf-${lock}`)
  if (!existsSync(dir)) await fetch(dir)
  return dir
}

async function fetch(dir: string): Promise<void> {
  const partial = `${dir}.partial-${process.pid}`
  await mkdir(stateDir, { recursive: true })
  const options = ['--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:', '--no-compile']
  try {
    await run('python3', ['-m', 'pip', 'install', ...options, '--target', partial, '-r', requirements])
    await rename(partial, dir).catch((error: NodeJS.ErrnoException) => {
      // Another process has installed the same meanwhile.
      if (!existsSync(dir)) throw error
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : String(cause)
    throw new TrailhouseError(
      'TOOLS_FETCH_FAILED',
      `the tests need the packages in test/formats/requirements.txt, and pip of Python 3.10 or later could not bring them: ${reason}`,
      { cause },
    )
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(stream)).toString('utf8')
}
