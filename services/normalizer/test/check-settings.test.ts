import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TrailhouseError } from '@trailhouse/errors'
import { loadSettings } from '@trailhouse/runtime'
import { afterAll, expect, test } from 'vitest'
import { catalogOf } from '../src/catalog.ts'
import { checkSettings } from '../src/check-settings.ts'
import { settings as declaration } from '../src/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'mappings-'))
afterAll(() => rmSync(folder, { recursive: true }))

const mapping =
  'dataset: custom-billing\ninput: json\nfields: { action: type }\ndetect: [{ path: bill, exists: true }]\n'
const bindings = { TRAILHOUSE_NORMALIZER_BINDINGS: '{"audit.raw.bills":{"dataset":"custom-billing"}}' }

function faultOf(environment: Record<string, string>): string {
  try {
    loadSettings(declaration, environment, checkSettings)
    return ''
  } catch (error) {
    return error instanceof TrailhouseError && error.code === 'SETTING_INVALID' ? error.message : String(error)
  }
}

test('a mapping file makes a dataset that topics may be bound to, and that is detected', () => {
  writeFileSync(join(folder, 'billing.yaml'), mapping)
  expect(faultOf(bindings)).toContain('custom-billing is none')
  expect(faultOf({ ...bindings, TRAILHOUSE_MAPPINGS: folder })).toBe('')
  const { datasets, detect } = catalogOf({ mappings: folder })
  expect(datasets.get('custom-billing')?.version).toBe(1)
  expect(detect(Buffer.from('{"type":"paid","bill":5}'))).toBe('custom-billing')
})

test('a faulty mapping file, two of one dataset, and a folder that is not there stop the start', () => {
  const twice = mkdtempSync(join(folder, 'twice-'))
  for (const name of ['a.yaml', 'b.yml']) writeFileSync(join(twice, name), mapping)
  expect(faultOf({ TRAILHOUSE_MAPPINGS: twice })).toMatch(/TRAILHOUSE_MAPPINGS .*b\.yml: the dataset custom-billing/)
  writeFileSync(join(twice, 'a.yaml'), mapping.replace('type', 'a..b'))
  expect(faultOf({ TRAILHOUSE_MAPPINGS: twice })).toMatch(/a\.yaml:3: fields\.action takes a path/)
  expect(faultOf({ TRAILHOUSE_MAPPINGS: join(folder, 'nowhere') })).toContain('nowhere: the folder cannot be read')
})
