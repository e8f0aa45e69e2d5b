import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'
import { type Progress, stateDir } from './artifacts.ts'

const run = promisify(execFile)

/** Debian's packages of the programs with which alert rules, scrape configs and routes are checked. */
const packages = ['prometheus', 'prometheus-alertmanager']
const programs = ['prometheus', 'promtool', 'alertmanager', 'amtool']

/**
 * The folder that holds real `prometheus`, `promtool`, `alertmanager` and `amtool`, for the PATH of the tests: unpacked
 * from Debian's packages below .trailhouse, so that nothing is installed in the system. Empty when PATH has them all.
 *
 * @throws TrailhouseError TOOLS_FETCH_FAILED where they are missing and apt cannot bring them
 */
export async function ensureTools(progress: Progress = () => {}): Promise<string> {
  const path = (process.env['PATH'] ?? '').split(':')
  if (programs.every((program) => path.some((dir) => existsSync(join(dir, program))))) return ''
  const tools = join(stateDir, 'tools')
  if (!existsSync(tools)) await install(tools, progress)
  return join(tools, 'usr/bin')
}

async function install(tools: string, progress: Progress): Promise<void> {
  const partial = `${tools}.partial-${process.pid}`
  const debs = join(partial, 'debs')
  await mkdir(debs, { recursive: true })
  try {
    progress('Prometheus and Alertmanager for the tests: fetching two packages by apt-get')
    await download(debs)
    for (const name of await readdir(debs)) await run('dpkg-deb', ['-x', join(debs, name), partial])
    await rm(debs, { recursive: true })
    await symlink('prometheus-alertmanager', join(partial, 'usr/bin/alertmanager'))
    await rename(partial, tools).catch((error: NodeJS.ErrnoException) => {
      // Another process has installed the same meanwhile.
      if (!existsSync(tools)) throw error
    })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error)
    throw new TrailhouseError(
      'TOOLS_FETCH_FAILED',
      `the tests need prometheus and alertmanager: put them on the PATH (apt-get could not bring them: ${reason})`,
      { cause: error },
    )
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** With the system's package lists, and where those are empty or stale, with lists of our own: no root is needed. */
async function download(debs: string): Promise<void> {
  const command = ['-q', '-o', 'APT::Sandbox::User=root']
  try {
    await run('apt-get', [...command, 'download', ...packages], { cwd: debs })
  } catch {
    const lists = join(stateDir, 'apt')
    await mkdir(join(lists, 'partial'), { recursive: true })
    const ownLists = [
      ...command,
      '-o',
      `Dir::State::Lists=${lists}`,
      '-o',
      `Dir::Cache=${lists}`,
      '-o',
      'Debug::NoLocking=1',
    ]
    await run('apt-get', [...ownLists, 'update'])
    await run('apt-get', [...ownLists, 'download', ...packages], { cwd: debs })
    await rm(lists, { recursive: true, force: true })
  }
}
