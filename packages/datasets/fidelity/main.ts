/**
 * How faithful each mapper is to its records: `npm run fidelity -- [DATASET...] [--dir DIR] [--misses]`. Without --dir the
 * records are the datasets' own samples; DIR holds one DATASET.ndjson a dataset, each line `{"raw": "a record"}`.
 *
 * What a record has is found without the mapper, by the names that stand beside values (rules.ts). So a figure is a
 * lower bound: a name that means something else here counts as a miss (--misses lists them), values without names
 * (columns, free text) are not looked for, and a field that is filled is not compared with the value that was found,
 * but for identities, each of which must turn up.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { datasets } from '../src/index.ts'
import { sampleFiles } from '../test/samples.ts'
import { type Fidelity, measure, share } from './measure.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dir: { type: 'string' }, misses: { type: 'boolean', default: false } },
})

function recordsOf(name: string): readonly Uint8Array[] {
  if (values.dir === undefined) return sampleFiles(name).flatMap((file) => file.records)
  const file = join(values.dir, `${name}.ndjson`)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => Buffer.from(JSON.parse(line).raw))
}

function print(name: string, result: Fidelity): void {
  const { records, failed, filled, informed, classified, actions } = result
  const columns = [records, failed, share(filled, informed), share(classified, actions)]
  console.log(`${name.padEnd(22)}${columns.map((column) => String(column).padStart(14)).join('')}`)
  if (values.misses)
    for (const { field, what, record } of result.misses) console.log(`  ${record + 1} ${field}: ${what.slice(0, 160)}`)
}

console.log(
  `${'dataset'.padEnd(22)}${['records', 'failed', 'filled', 'classified'].map((name) => name.padStart(14)).join('')}`,
)
for (const [name, mapper] of datasets) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const records = recordsOf(name)
  if (records.length > 0) print(name, measure(mapper, records))
}
