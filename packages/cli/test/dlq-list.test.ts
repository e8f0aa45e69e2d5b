import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { DlqLab, numbered } from './support/dlq-lab.ts'

vi.setConfig({ testTimeout: 60_000 })

test('list filters by reason, dataset, tenant, stage, topic and time, and all filters together', async ({
  onTestFinished,
}) => {
  const lab = await DlqLab.open(onTestFinished, { partitions: 2 })
  await lab.fail(numbered(2, 2))
  await lab.fail(numbered(3), { reason: 'TOO_LARGE', dataset: 'pgaudit', tenantId: 'globex' })
  await lab.fail(numbered(1), { reason: 'REFUSED_BY_TABLE', stage: 'sink', dataset: '', tenantId: '' })
  const found = async (...args: string[]) => (await lab.list(...args)).length
  expect(await found()).toBe(6)
  expect(await found('--reason', 'TOO_LARGE,REFUSED_BY_TABLE')).toBe(4)
  expect(await found('--dataset', 'pgaudit', '--topic', lab.raw)).toBe(3)
  expect(await found('--tenant', 'acme')).toBe(2)
  expect(await found('--stage', 'sink')).toBe(1)
  expect(await found('--topic', 'audit.raw.other')).toBe(0)
  expect(await found('--since', '1h', '--reason', 'TOO_LARGE', '--tenant', 'globex')).toBe(3)
  expect(await found('--until', '1h')).toBe(0)
})

test('the table shows the newest letters, and says how many there are and in which state', async ({
  onTestFinished,
}) => {
  const lab = await DlqLab.open(onTestFinished)
  await lab.fail(numbered(5), { detail: 'line\nbreak \u001b[31m \u202e' })
  await lab.run('resolve', '0/0', '--note', 'known', '--yes')
  const { code, out, err } = await lab.run('list', '--limit', '2')
  expect(code).toBe(0)
  const lines = out.toString().trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/^LETTER {2}TIME +STATE +ATTEMPT +REASON/)
  expect(lines[2]).toMatch(/^ *0\/4 .*open +1 +MALFORMED +okta +acme/)
  expect(lines[2]).toContain('line\\nbreak \\u{1b}[31m \\u{202e}')
  expect(err).toContain('5 dead letters: 4 open, 0 replayed, 1 dismissed; the newest 2 are shown')
})

test('show prints all of a letter escaped, and --raw its very bytes', async ({ onTestFinished }) => {
  const lab = await DlqLab.open(onTestFinished)
  const value = Buffer.concat([Buffer.from('{"a":\u001b[2J'), randomBytes(64)])
  await lab.fail([{ key: Buffer.from([0, 255]), value, headers: { tenant: [Buffer.from('a'), Buffer.from('b')] } }])
  const page = (await lab.run('show', '0/0')).out.toString()
  expect(page).toContain('reason       MALFORMED: no JSON at byte 3')
  expect(page).toContain('header       tenant: a\nheader       tenant: b\n')
  expect(page).toContain('{"a":\\u{1b}[2J')
  expect((await lab.run('show', '--raw', '0/0')).out).toEqual(value)
  expect((await lab.run('show', '--raw-key', '0/0')).out).toEqual(Buffer.from([0, 255]))
  const json = JSON.parse((await lab.run('show', '--json', '0/0')).out.toString())
  expect(Buffer.from(json.original.value, 'base64')).toEqual(value)
  expect(json.original.headers).toEqual([
    { name: 'tenant', base64: 'YQ==' },
    { name: 'tenant', base64: 'Yg==' },
  ])
})

test('a time or id that is none is an error of the command line', async ({ onTestFinished }) => {
  const lab = await DlqLab.open(onTestFinished)
  for (const args of [
    ['list', '--since', 'yesterday'],
    ['show', '12'],
    ['resolve', '0/0', '--yes'],
  ]) {
    expect((await lab.run(...args)).code).toBe(2)
  }
})
