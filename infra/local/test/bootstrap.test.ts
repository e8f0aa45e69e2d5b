import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Clone, clone, lock } from './support/clone.ts'

let checkout: Clone
beforeEach(async () => {
  checkout = await clone()
})
afterEach(() => rm(checkout.dir, { recursive: true, force: true }))

test.each([
  ['npm', /^trailhouse: npm is missing: install npm .*\n$/],
  ['java', /^trailhouse: Java is missing: install Java 17 .*\n$/],
  ['mvn', /^trailhouse: Maven is missing: install it .*\n$/],
])('without %s it says so in one line, exits 1 and installs nothing', async (program, line) => {
  await checkout.without(program)
  const { code, output } = await checkout.run('start')
  expect(output).toMatch(line)
  expect(code).toBe(1)
  expect(await checkout.read('npm-calls')).toBe('')
})

test.each(['1.8.0_392', '11.0.25', '16.0.2'])(
  'Java %s is too old, and the line says which is needed',
  async (version) => {
    await checkout.program('java', `echo 'openjdk version "${version}"' >&2`)
    const { code, output } = await checkout.run('test')
    expect(output).toBe(
      `trailhouse: Java ${version} is too old: install Java 17 or later (Debian: apt-get install openjdk-17-jre-headless) and put it first on the PATH\n`,
    )
    expect(code).toBe(1)
  },
)

test('a clean clone gets its packages by npm ci, then runs the command with the Node that they brought', async () => {
  const { code, output } = await checkout.run('run', 'some.ts', '--flag')
  expect(await checkout.read('npm-calls')).toBe('ci --loglevel=error --no-progress\n')
  expect(output).toMatch(/^npm packages: installing about 5 .*\nnpm packages: installed in \d+ s\n/)
  expect(output).toMatch(/node ran some.ts --flag\n$/)
  expect(code).toBe(7)
})

test('installed packages are left alone, so that a second start needs no network', async () => {
  await checkout.run('run', 'some.ts')
  const { output } = await checkout.run('run', 'some.ts')
  expect(output).toBe('node ran some.ts\n')
})

test('packages are installed again when the lockfile names another version', async () => {
  await checkout.run('run', 'some.ts')
  await checkout.file('package-lock.json', lock('1.0.1'))
  await checkout.run('run', 'some.ts')
  expect((await checkout.read('npm-calls')).split('\n')).toHaveLength(3)
})

test('packages are installed again when an install was interrupted', async () => {
  await checkout.run('run', 'some.ts')
  await rm(join(checkout.dir, 'node_modules/.package-lock.json'))
  await checkout.run('run', 'some.ts')
  expect((await checkout.read('npm-calls')).split('\n')).toHaveLength(3)
})

test('a disk that fills up while packages are installed is one line', async () => {
  await checkout.program(
    'npm',
    '[ "$1" = ci ] || exit 0; echo "npm error code ENOSPC" >&2; echo "npm error syscall write" >&2; exit 228',
  )
  const { code, output } = await checkout.run('start')
  expect(output.split('\n').slice(1)).toEqual([
    `trailhouse: the disk of ${checkout.dir} is full: free 3 GiB and start again`,
    '',
  ])
  expect(code).toBe(1)
})

test('what npm says of its failure is in the one line', async () => {
  await checkout.program(
    'npm',
    '[ "$1" = ci ] || exit 0; echo "npm error code ENOTFOUND" >&2; echo "npm error network is down" >&2; exit 1',
  )
  const { output } = await checkout.run('start')
  expect(output).toMatch(/\ntrailhouse: npm ci failed: network is down \(.*\)\n$/)
})

test('SIGTERM is handed on to the program, whose exit code is the answer', async () => {
  await checkout.file('node24', '#!/bin/sh\ntrap "exit 5" TERM\necho up\nwhile :; do /bin/sleep 0.05; done\n')
  const child = checkout.start(['run', 'some.ts'])
  await new Promise<void>((up) => child.stdout.on('data', (text: Buffer) => text.includes('up') && up()))
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([5, null])
})

test('reset removes what was stored and keeps what was downloaded', async () => {
  await checkout.file('.trailhouse/data/kafka/log', 'x')
  await checkout.file('.trailhouse/artifacts/jar', 'x')
  const { code } = await checkout.run('reset')
  expect(code).toBe(0)
  expect(existsSync(join(checkout.dir, '.trailhouse/data'))).toBe(false)
  expect(existsSync(join(checkout.dir, '.trailhouse/artifacts/jar'))).toBe(true)
})

test('reset refuses while npm start runs', async () => {
  await checkout.file(
    '.trailhouse/data/pids.json',
    JSON.stringify({ start: { pid: process.pid, started: '1' }, parts: {} }),
  )
  const { code, output } = await checkout.run('reset')
  expect(output).toBe(`trailhouse: npm start is running (process ${process.pid}): stop it with Ctrl-C first\n`)
  expect(code).toBe(1)
})
