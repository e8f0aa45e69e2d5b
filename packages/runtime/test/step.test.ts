import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createStep, parseSteps } from '../src/index.ts'

test('without a spec a step is nothing at all', () => {
  expect(createStep(undefined, undefined)('after-insert')).toBeUndefined()
})

test('a spec names steps, what happens there and at which passing', () => {
  expect(parseSteps('after-insert=kill@3, before-commit=hold')).toEqual(
    new Map([
      ['after-insert', { action: 'kill', at: 3 }],
      ['before-commit', { action: 'hold', at: 1 }],
    ]),
  )
})

test.for(['after-insert', 'a=explode', 'a=kill@0', '=kill'])('the spec %j is refused, not ignored', (spec) => {
  expect(() => parseSteps(spec)).toThrow('TRAILHOUSE_TEST_STEPS')
})

test('a held step leaves its mark and waits for leave to go on, at the Nth passing alone', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trailhouse-step-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const step = createStep('before-commit=hold@2', directory)
  expect(step('before-commit')).toBeUndefined()
  const held = step('before-commit')
  expect(existsSync(join(directory, 'before-commit.reached'))).toBe(true)
  let went = false
  void held?.then(() => {
    went = true
  })
  expect(went).toBe(false)
  writeFileSync(join(directory, 'before-commit.go'), '')
  await vi.waitFor(() => expect(went).toBe(true))
})
