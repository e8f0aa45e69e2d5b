/**
 * Writes expected/ anew from samples/: `node packages/datasets/scripts/expect.ts DATASET`. Read the difference before
 * you commit it: what stands there is what the dataset promises.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { datasets } from '../src/index.ts'
import { readable } from '../test/readable.ts'
import { eventsOf, expectedUrl, sampleFiles } from '../test/samples.ts'

const name = process.argv[2] ?? ''
const mapper = datasets.get(name)
if (mapper === undefined) throw new Error(`name a dataset: ${[...datasets.keys()].join(', ')}`)
mkdirSync(new URL('.', expectedUrl(name, 'any.json')), { recursive: true })
for (const file of sampleFiles(name)) {
  const events = eventsOf(mapper, file).map(readable)
  writeFileSync(expectedUrl(name, file.name), `${JSON.stringify(events, null, 2)}\n`)
}
