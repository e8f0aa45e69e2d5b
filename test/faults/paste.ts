/** Puts the tables of the last `npm run test:faults` into docs/reliability.md: `npm run docs:faults`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { stateDir } from '@trailhouse/local'

const page = new URL('../../docs/reliability.md', import.meta.url)
const [begin, end] = ['<!-- npm run docs:faults -->', '<!-- end -->']

const results = readFileSync(join(stateDir, 'faults.md'), 'utf8')
const text = readFileSync(page, 'utf8')
const [before, rest] = text.split(begin)
const after = rest?.split(end)[1]
if (after === undefined) throw new Error(`docs/reliability.md has no ${begin} … ${end}`)
const machine = `A run of \`npm run test:faults\` on ${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}.`
writeFileSync(page, `${before}${begin}\n\n${machine}\n\n${results}\n${end}${after}`)
