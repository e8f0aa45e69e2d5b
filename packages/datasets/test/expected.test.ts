import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { datasets, detect } from '../src/index.ts'
import { readable } from './readable.ts'
import { eventsOf, expectedUrl, sampleFiles } from './samples.ts'

for (const [name, mapper] of datasets) {
  for (const file of sampleFiles(name)) {
    test(`${name} maps ${file.name} to the expected events`, () => {
      const expected: unknown = JSON.parse(readFileSync(expectedUrl(name, file.name), 'utf8'))
      expect(eventsOf(mapper, file).map(readable)).toEqual(expected)
    })

    test(`no other dataset takes ${name}'s ${file.name} for its own`, () => {
      for (const record of file.records) expect([name, undefined]).toContain(detect(record))
    })
  }

  test(`${name} has an expected file for every sample, and no other`, () => {
    const stem = (file: string) => file.replace(/\.\w+$/, '')
    const samples = sampleFiles(name).map((file) => stem(file.name))
    expect(
      readdirSync(new URL('.', expectedUrl(name, 'x.json')))
        .map(stem)
        .sort(),
    ).toEqual(samples.sort())
  })
}

test('the samples of JSON datasets are detected', () => {
  for (const name of ['aws-cloudtrail', 'kubernetes-audit', 'sdk']) {
    for (const file of sampleFiles(name)) for (const record of file.records) expect(detect(record)).toBe(name)
  }
})

test('an audit record of SQL Server is not taken for the Windows event that brings it', () => {
  for (const file of sampleFiles('mssql-audit')) {
    for (const record of file.records) expect(detect(record), file.name).toBe('mssql-audit')
  }
})

test('what is of no dataset is not guessed', () => {
  for (const text of [
    '',
    'hello',
    '{}',
    '[]',
    'null',
    '{"a":1}',
    '[{"eventVersion":"1"},2]',
    'cron[1]: (root) CMD (true)',
  ]) {
    expect(detect(Buffer.from(text))).toBeUndefined()
  }
})
