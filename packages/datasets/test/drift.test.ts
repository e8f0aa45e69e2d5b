import { expect, test } from 'vitest'
import { datasets } from '../src/index.ts'
import { contextAt, sampleFiles } from './samples.ts'

for (const [name, mapper] of datasets) {
  test(`${name} knows what its samples hold, but for the one that shows a new format`, () => {
    const files = sampleFiles(name).flatMap((file) => {
      const told: string[] = []
      const onDrift = (dataset: string, kind: string, what: string) => told.push(`${dataset} ${kind} ${what}`)
      for (const record of file.records) mapper.map(record, { ...contextAt(0), onDrift })
      return told.length > 0 ? [{ file: file.name, told }] : []
    })
    expect(files.slice(1)).toEqual([])
    for (const { told } of files)
      for (const one of told) expect(one).toMatch(new RegExp(`^${name} (field|event_type) .`))
  })
}
