/** The two verifiers that others wrote, as programs that read a log's JSON and answer with JSON. */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'
import { stateDir } from '@trailhouse/local'
import { pythonPackages } from '../../../../test/support/python-packages.ts'

const here = import.meta.dirname
const sources = ['main.go', 'go.mod', 'go.sum'].map((name) => readFileSync(join(here, name)))

export type Program = { readonly command: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv }

/** verify.py over aics-tlog. @throws TrailhouseError TOOLS_FETCH_FAILED */
export async function pythonVerifier(): Promise<Program> {
  const packages = await pythonPackages(join(here, 'requirements.txt'), 'aics-tlog', ['--ignore-requires-python'])
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  return { command: 'python3', args: [join(here, 'verify.py')], env }
}

/** main.go over golang.org/x/mod, built once. @throws TrailhouseError TOOLS_FETCH_FAILED */
export async function goVerifier(): Promise<Program> {
  const version = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12)
  const program = join(stateDir, `tlog-verifier-${version}`)
  if (!existsSync(program)) await build(program)
  return { command: program, args: [], env: process.env }
}

/** What the program answers. @throws Error with what it found wrong */
export async function run({ command, args, env }: Program, input: unknown): Promise<unknown> {
  const child = spawn(command, args, { env })
  child.stdin.on('error', () => {}).end(JSON.stringify(input))
  const ended = new Promise<number | null>((done, failed) => child.on('close', done).on('error', failed))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0) throw new Error(`the verifier ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}

/** go.sum holds the SHA-256 of the module, so nothing but the module proxy is asked. */
async function build(program: string): Promise<void> {
  const go = await goCommand()
  const partial = `${program}.partial-${process.pid}`
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' }
  await mkdir(stateDir, { recursive: true })
  try {
    await promisify(execFile)(go, ['build', '-buildvcs=false', '-o', partial, '.'], { cwd: here, env })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : String(cause)
    throw new TrailhouseError(
      'TOOLS_FETCH_FAILED',
      `the tests need packages/tlog/test/independent built by Go 1.18 or later, which failed: ${reason}`,
      { cause },
    )
  }
  await rename(partial, program)
}

async function goCommand(): Promise<string> {
  const found = await promisify(execFile)('go', ['version']).catch(() => undefined)
  const [, minor = '0'] = /go1\.(\d+)/.exec(found?.stdout ?? '') ?? []
  if (Number(minor) >= 18) return 'go'
  return join(await pythonPackages(join(here, 'go-requirements.txt'), 'go'), 'go/bin/go')
}
