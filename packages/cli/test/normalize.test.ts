import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { linesOf } from '../src/normalize/lines.ts'

const bin = new URL('../bin/trailhouse.mjs', import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), 'trailhouse-normalize-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** Runs `trailhouse normalize` to its end. */
function normalize(args: readonly string[], input: string | Buffer = '', flags: readonly string[] = []) {
  return new Promise<{ code: number | null; lines: unknown[]; stderr: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, bin, 'normalize', ...args])
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({
        code,
        lines: stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
        stderr,
      })
    })
    child.stdin.end(input)
  })
}

const accepted = 'Mar  2 08:01:17 web-1 sshd[42]: Accepted password for ada from 203.0.113.7 port 50022 ssh2'
const audit =
  '2026-03-02 08:01:17.123 UTC [42] ada@shop LOG:  AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.t,select 1,<none>'

test('records on standard input become events, one a line', async () => {
  const { code, lines, stderr } = await normalize(
    ['--dataset', 'openssh', '--tenant', 'acme'],
    `${accepted}\r\n${accepted}`,
  )
  expect(code).toBe(0)
  expect(lines).toMatchObject([
    { action: 'Accepted', actor_name: 'ada', tenant_id: 'acme', raw: accepted },
    { action: 'Accepted', source_ip: '203.0.113.7', raw: accepted },
  ])
  expect(stderr).toContain('2 records read, 2 events made, 0 records not mapped')
})

test('what cannot be mapped is said in its line and in the summary, and costs nothing else', async () => {
  const { code, lines, stderr } = await normalize(
    ['--dataset', 'aws-cloudtrail'],
    '{"broken":\n{"eventName":"GetUser"}\n[]\n',
  )
  expect(code).toBe(0)
  expect(lines).toMatchObject([
    { reason: 'MALFORMED', line: 1 },
    { action: 'GetUser' },
    { reason: 'EMPTY_RECORD', line: 3 },
  ])
  expect(stderr).toContain('3 records read, 1 events made, 2 records not mapped')
  expect(stderr).toContain('MALFORMED: 1, first in line 1')
})

test('each envelope is answered under its id', async () => {
  const input = [{ id: 'a', raw: accepted }, { id: 7, raw: '' }, { id: 'c' }]
    .map((line) => JSON.stringify(line))
    .join('\n')
  const { lines } = await normalize(['--dataset', 'openssh', '--envelope'], input)
  expect(lines).toMatchObject([
    { id: 'a', events: [{ action: 'Accepted' }] },
    { id: 7, error: expect.stringContaining('EMPTY_RECORD') },
    { id: null, error: expect.stringContaining('MALFORMED') },
  ])
})

test('the dataset of each record is detected, or said to be unknown', async () => {
  const { lines } = await normalize(['--dataset', 'auto'], `${accepted}\n${audit}\nhello\n`)
  expect(lines).toMatchObject([{ dataset: 'openssh' }, { dataset: 'pgaudit' }, { reason: 'UNKNOWN_DATASET' }])
})

const newField =
  '{"auditID":"0f1e2d3c","verb":"get","stage":"Panic","level":"Request","user":{"username":"ada"},"newField":1}'

test('what the mapper does not know is mapped, and told in the summary', async () => {
  const { lines, stderr } = await normalize(['--dataset', 'auto'], `${newField}\n${newField}\n${accepted}\n`)
  expect(lines).toMatchObject([{ action: 'get' }, { action: 'get' }, { action: 'Accepted' }])
  expect(stderr).toContain('  kubernetes-audit: 2\n  openssh: 1\n')
  expect(stderr).toContain('kubernetes-audit: unknown field newField: 2, first in line 1')
})

test.each([
  ['ocsf', { class_uid: 3002, user: { name: 'ada' }, metadata: { version: '1.8.0' }, raw_data: accepted }],
  ['ecs', { event: { action: 'Accepted', original: accepted }, user: { name: 'ada' }, ecs: { version: '8.11.0' } }],
])('events are printed as %s, in the envelope too', async (form, event) => {
  const as = ['--dataset', 'openssh', '--as', form]
  expect((await normalize(as, accepted)).lines).toMatchObject([event])
  const envelope = JSON.stringify({ id: 1, raw: accepted })
  expect((await normalize([...as, '--envelope'], envelope)).lines).toMatchObject([{ id: 1, events: [event] }])
})

test('files are read one after the other, packed or not', async () => {
  writeFileSync(join(dir, 'plain.log'), `${accepted}\n`)
  writeFileSync(join(dir, 'packed.log.gz'), gzipSync(`${accepted}\n`.repeat(20_000)))
  const { lines } = await normalize(['--dataset', 'openssh', join(dir, 'plain.log'), join(dir, 'packed.log.gz')])
  expect(lines).toHaveLength(20_001)
})

test('a file of several lines is one record where it is said to be', async () => {
  const pretty = JSON.stringify({ Records: [{ eventName: 'GetUser' }, { eventName: 'PutObject' }] }, null, 2)
  writeFileSync(join(dir, 'pretty.json.gz'), gzipSync(`${pretty}\n`))
  writeFileSync(join(dir, 'empty.json'), '')
  const files = [join(dir, 'pretty.json.gz'), join(dir, 'empty.json'), join(dir, 'pretty.json.gz')]
  const { lines, stderr } = await normalize(['--dataset', 'aws-cloudtrail', '--whole', ...files])
  expect(lines.map((line) => (line as { action: string }).action)).toEqual(
    Array(2).fill(['GetUser', 'PutObject']).flat(),
  )
  expect(stderr).toContain('2 records read, 4 events made')
})

/** Prints the most memory that the command had resident at once, in KiB, as its last line of standard error. */
const peak = 'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))'

test('a gzip bomb is one line too long: its neighbours are mapped, and memory stays within the longest line', {
  timeout: 60_000,
}, async () => {
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024))
  // 512 MiB without a newline, in 512 KiB: gzip files may be joined.
  const bomb = Buffer.concat([gzipSync(`${accepted}\n`), ...Array(8).fill(member), gzipSync(`\n${accepted}\n`)])
  const { code, lines, stderr } = await normalize(['--dataset', 'openssh'], bomb, ['--import', peak])
  expect(code).toBe(0)
  expect(lines).toMatchObject([{ dataset: 'openssh' }, { reason: 'TOO_LARGE' }, { dataset: 'openssh' }])
  expect(Number(stderr.trim().split('\n').at(-1)) * 1024).toBeLessThan(400 * 1024 * 1024)
})

test.each([
  ['an unknown dataset', ['--dataset', 'nope'], 'DATASET_UNKNOWN'],
  ['a file that is not there', ['--dataset', 'openssh', join(dir, 'nope')], 'INPUT_UNREADABLE'],
  ['a faulty mapping file', ['--mapping', join(dir, 'nope.yaml')], 'MAPPING_INVALID'],
])('%s ends the run with one line and exit 1', async (_, args, code) => {
  const run = await normalize(args)
  expect(run.code).toBe(1)
  expect(run.stderr.split('\n').filter(Boolean)).toHaveLength(1)
  expect(run.stderr).toContain(code)
})

test('lines are the same however the bytes are cut into chunks', async () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', 'é', '\0')).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (input, size) => {
      const bytes = Buffer.from(input)
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      )
      expect((await collect(chunks, 1000)).map(String)).toEqual(
        input
          .replace(/\r?\n$/, '')
          .split(/\r?\n/)
          .slice(input === '' ? 1 : 0),
      )
    }),
  )
})

test('a line that is too long is skipped without being held', async () => {
  const lines = await collect([Buffer.from('ab\nabc'), Buffer.from('def\nxy')], 3)
  expect(lines.map((line) => line?.toString())).toEqual(['ab', undefined, 'xy'])
})

async function collect(chunks: readonly Buffer[], maxBytes: number) {
  const lines = await Array.fromAsync(linesOf(inTurn(chunks), maxBytes))
  return lines.flat()
}

async function* inTurn(chunks: readonly Buffer[]) {
  yield* chunks
}

test('a mapping file maps what no dataset knows', async () => {
  const file = join(dir, 'billing.yaml')
  writeFileSync(file, 'dataset: custom-billing\ninput: json\nfields: { action: type }\n')
  const { lines } = await normalize(['--mapping', file], '{"type":"paid"}\n')
  expect(lines).toMatchObject([{ dataset: 'custom-billing', mapper: 'custom-billing@1', action: 'paid' }])
})
