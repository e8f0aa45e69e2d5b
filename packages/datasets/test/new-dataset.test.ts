import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const bin = join(root, 'node_modules/.bin')
const checkout = mkdtempSync(join(tmpdir(), 'trailhouse-new-dataset-'))
const copy = join(checkout, 'packages/datasets')

beforeAll(() => {
  mkdirSync(copy, { recursive: true })
  for (const part of ['src', 'test', 'scripts', 'sdk', 'custom', 'package.json']) {
    cpSync(join(root, 'packages/datasets', part), join(copy, part), { recursive: true })
  }
  cpSync(join(root, 'tsconfig.json'), join(checkout, 'tsconfig.json'))
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
})
afterAll(() => rmSync(checkout, { recursive: true, force: true }))

const create = (...args: string[]) => run(process.execPath, [join(copy, 'scripts/new-dataset.ts'), ...args])

test('new datasets pass the tests of every dataset, and the compiler', { timeout: 120_000 }, async () => {
  await create('acme-vault')
  await create('acme-gate', '--lines')
  expect(readdirSync(join(copy, 'acme-vault')).sort()).toEqual([
    'README.md',
    'classify.ts',
    'expected',
    'map.ts',
    'samples',
  ])
  const tests = ['contract', 'expected', 'ocsf-numbers', 'drift'].map(
    (name) => `packages/datasets/test/${name}.test.ts`,
  )
  const results = join(checkout, 'results.json')
  const options = ['run', '--reporter=json', `--outputFile=${results}`, '--testTimeout=50000', '-t', 'acme-']
  await run(join(bin, 'vitest'), [...options, ...tests], { cwd: checkout })
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8'))
  expect(numFailedTests).toBe(0)
  expect(numPassedTests).toBeGreaterThan(20)
  writeFileSync(
    join(checkout, 'tsconfig.dataset.json'),
    '{"extends":"./tsconfig.json","include":["packages/datasets/acme-*/*.ts"]}',
  )
  await run(join(bin, 'tsc'), ['-p', 'tsconfig.dataset.json'], { cwd: checkout })
})

test.each(['', 'Acme', 'acme vault', '../acme', 'sdk'])('%j is no name for a new dataset', async (name) => {
  const folders = readdirSync(copy)
  await expect(create(name)).rejects.toThrow()
  expect(readdirSync(copy)).toEqual(folders)
})
