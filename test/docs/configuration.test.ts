import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { page, renderConfiguration } from './configuration.ts'

test('docs/configuration.md is what `npm run docs:configuration` writes', () => {
  expect(readFileSync(page, 'utf8')).toBe(renderConfiguration())
})
