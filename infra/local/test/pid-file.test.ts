import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claim, type PidFile } from '../src/pid-file.ts'
import { identify, stillRuns } from '../src/process-identity.ts'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-pids-'))
  file = join(dir, 'pids.json')
})
afterEach(() => rm(dir, { recursive: true }))

const gone = { pid: 2 ** 22 + 1, started: '1' }
const left = (content: PidFile) => writeFile(file, JSON.stringify(content))

test('a folder on which npm start runs is refused', async () => {
  const running = identify(process.pid) ?? gone
  await left({ start: running, parts: {} })
  await expect(claim(file, () => {})).rejects.toMatchObject({ code: 'ALREADY_RUNNING' })
})

test('a process that has the id of an earlier start is not taken for it', async () => {
  await left({ start: { pid: process.pid, started: '1' }, parts: {} })
  await expect(claim(file, () => {})).resolves.toBeUndefined()
})

test('parts that an earlier start left running are ended and named', async () => {
  const part = spawn('sleep', ['60'])
  const ended = once(part, 'exit')
  const identity = identify(part.pid ?? 0) ?? gone
  await left({ start: gone, parts: { Kafka: identity } })
  const said: string[] = []
  await claim(file, (line) => said.push(line))
  expect(said).toEqual([`ending what an earlier start left running: Kafka (${part.pid})`])
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(stillRuns(identity)).toBe(false)
})

test('a process that took over the id of a part is left alone', async () => {
  const stranger = spawn('sleep', ['60'])
  await left({ start: gone, parts: { Kafka: { pid: stranger.pid ?? 0, started: '1' } } })
  await claim(file, () => {})
  expect(stranger.exitCode).toBeNull()
  expect(stranger.kill()).toBe(true)
  await once(stranger, 'exit')
  expect(stranger.signalCode).toBe('SIGTERM')
})

test('a file that was half written when the machine went down does not hinder the start', async () => {
  await writeFile(file, '{"start":{"pi')
  await claim(file, () => {})
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ start: { pid: process.pid } })
})
