import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as errors from '../src/index.ts'

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
const [, errorsPart = '', reasonsPart = ''] = page.split(/^# (?:Errors|Reasons of dead letters)$/m)
const headings = (part: string) => [...part.matchAll(/^## (\S+)$/gm)].map((match) => match[1]).sort()

test('docs/errors.md documents every error code, and no other', () => {
  expect(headings(errorsPart)).toEqual([...errors.errorCodes].sort())
})

test('docs/errors.md documents every reason of a dead letter, and no other', () => {
  expect(headings(reasonsPart)).toEqual([...errors.reasonCodes].sort())
})

test('a code stands in one list once', () => {
  const all = [...errors.errorCodes, ...errors.reasonCodes]
  expect(new Set(all).size).toBe(all.length)
})
