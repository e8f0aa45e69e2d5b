import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { checkDisk } from '../src/disk.ts'
import { endAll, type LocalStart, localStart, processesOf, run } from './support/local-start.ts'

let local: LocalStart
beforeAll(async () => {
  local = await localStart()
})
afterEach(endAll)
afterAll(() => local.remove())

const root = join(import.meta.dirname, '../../..')
const isClickHouse = (pid: string) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('clickhouse-server.ts')
const shell = async (line: string) => (await promisify(execFile)('sh', ['-c', line], { cwd: root })).stdout
const nothingRuns = () => vi.waitUntil(() => processesOf(local).length === 0, { timeout: 20_000, interval: 100 })

test('a port in use is one line and exit code 1, and nothing is left running', async () => {
  const server = createServer().listen(Number(local.env['TRAILHOUSE_LOCAL_SINK_PORT']), '127.0.0.1')
  await once(server, 'listening')
  const started = run(local)
  expect(await started.code).toBe(1)
  expect(started.output()).toMatch(
    /^trailhouse: port \d+ is in use by process \d+ \(node\): stop it, or set TRAILHOUSE_LOCAL_SINK_PORT .*\n$/,
  )
  server.close()
  await nothingRuns()
})

test('a start that is killed takes its parts with it', async () => {
  const killed = run(local)
  await killed.until('ClickHouse are up')
  killed.child.kill('SIGKILL')
  await killed.code
  await nothingRuns()
}, 180_000)

test('--once, after a start that was killed: everything emitted is stored or dead-lettered, and the six questions are answered', async () => {
  const started = run(local, '--once')
  expect(await started.code, started.output()).toBe(0)
  const [, emitted, stored, deadLettered] =
    /Complete: (\d+) emitted, (\d+) stored, (\d+) dead-lettered/.exec(started.output()) ?? []
  expect(Number(emitted)).toBe(Number(stored) + Number(deadLettered))
  expect(deadLettered).toBe('5')
  const answers = started
    .output()
    .split(/^\d\. /m)
    .slice(1)
  expect(answers.map((answer) => answer.slice(0, answer.indexOf('\n')))).toEqual([
    'Who changed order 1042, from what to what?',
    'Which addresses fail to sign in, and where?',
    'What did Mara do across all systems in the last hour?',
    'What was denied?',
    'Who exported data?',
    'What was dead-lettered, and why?',
  ])
  expect(answers[0]).toMatch(/mara .*order.change .*\/shipping\/city .*"Porto" .*"Hamburg"/)
  for (const system of ['aws-cloudtrail', 'openssh', 'pgaudit', 'sdk']) expect(answers[1]).toContain(system)
  for (const system of ['kubernetes-audit', 'openssh', 'sdk']) expect(answers[2]).toContain(system)
  for (const who of ['contractor-7', 'Tom Sato']) expect(answers[3]).toContain(who)
  for (const action of ['order.export', 'COPY', 'StartExportTask']) expect(answers[4]).toContain(action)
  for (const reason of ['MALFORMED', 'MISSING_FIELD']) expect(answers[5]).toContain(reason)
  await nothingRuns()
}, 180_000)

test('a second start keeps the data, mends a killed ClickHouse, and ends within 10 s of Ctrl-C', async () => {
  const started = run(local)
  await started.until('Ctrl-C')
  const [curl = '', sql = '', status = ''] = started.output().match(/^ {2}(curl|TRAILHOUSE_CONFIG_FILE).*$/gm) ?? []
  expect(Number(await shell(curl))).toBeGreaterThan(800)
  expect(await shell(sql)).toBe(`count()\n${await shell(curl)}`)
  expect(await shell(status)).toMatch(/normalizer +ok(.|\n)*sink +ok/)
  const clickhouse = processesOf(local).filter(isClickHouse)
  for (const pid of clickhouse) process.kill(Number(pid), 'SIGKILL')
  await started.until('ClickHouse ended (SIGKILL) and was started again')
  const stopping = Date.now()
  started.child.kill('SIGINT')
  expect(await started.code).toBe(0)
  expect(Date.now() - stopping).toBeLessThan(10_000)
  await nothingRuns()
}, 180_000)

test('a full disk is named', async () => {
  await expect(checkDisk(local.dir, Number.POSITIVE_INFINITY)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(`the disk of ${local.dir} is full \\(\\d+ MiB free\\): free at least 1 GiB`),
  })
})
