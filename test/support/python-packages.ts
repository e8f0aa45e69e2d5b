import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'
import { stateDir } from '@trailhouse/local'

/**
 * A folder with the packages of a requirements file, for PYTHONPATH: brought once by Python's pip into .trailhouse, each
 * checked against its SHA-256 in that file. `--ignore-requires-python` among the options where a package works with an older
 * Python than it says.
 *
 * @throws TrailhouseError TOOLS_FETCH_FAILED
 */
export async function pythonPackages(requirements: string, name: string, options: string[] = []): Promise<string> {
  const lock = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const dir = join(stateDir, `${name}-${lock}`)
  if (!existsSync(dir)) await install(requirements, dir, options)
  return dir
}

async function install(requirements: string, dir: string, options: string[]): Promise<void> {
  const partial = `${dir}.partial-${process.pid}`
  await mkdir(stateDir, { recursive: true })
  const pinned = ['--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:', '--no-compile', ...options]
  const pip = ['-m', 'pip', 'install', ...pinned, '--target', partial, '-r', requirements]
  try {
    await promisify(execFile)('python3', pip)
    await rename(partial, dir).catch((error: NodeJS.ErrnoException) => {
      // Another process has installed the same meanwhile.
      if (!existsSync(dir)) throw error
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : String(cause)
    const file = relative(join(stateDir, '..'), requirements)
    throw new TrailhouseError(
      'TOOLS_FETCH_FAILED',
      `the tests need the packages in ${file}, and pip of Python 3.11 or later could not bring them: ${reason}`,
      { cause },
    )
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}
