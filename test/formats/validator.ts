/**
 * A validator of OCSF that others wrote: JSON Schemas that ocsf-json-schema makes of the schema's own export, checked by
 * jsonschema-rs. Python's pip brings both once into .trailhouse/, each checked against its SHA-256 in requirements.txt.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pythonPackages } from '../support/python-packages.ts'

const requirements = join(import.meta.dirname, 'requirements.txt')

/** What is wrong with the event in a line, from 1: where, and what. */
export type Faults = { readonly line: number; readonly faults: readonly string[] }

/** Validates events against OCSF of a version. @throws TrailhouseError TOOLS_FETCH_FAILED where pip cannot bring it */
export async function validate(events: readonly unknown[], version: string): Promise<Faults[]> {
  const packages = await pythonPackages(requirements, 'ocsf')
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

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(stream)).toString('utf8')
}
