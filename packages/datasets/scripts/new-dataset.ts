/**
 * Makes a dataset that passes its tests, to be changed into a vendor's: `npm run new-dataset NAME [-- --lines]`, of JSON
 * records or of lines of text. What to change, and in which order, stands in docs/adding-a-dataset.md.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { lines: { type: 'boolean' } } })
const template = new URL(`templates/${values.lines ? 'lines' : 'json'}/`, import.meta.url)

function create(name: string): string {
  const folder = new URL(`../${name}/`, import.meta.url)
  if (existsSync(folder)) throw new Error(`there is a dataset ${name}`)
  for (const path of readdirSync(template, { recursive: true, encoding: 'utf8' })) {
    const source = new URL(path, template)
    if (!/\.\w+$/.test(path)) continue
    const target = fileURLToPath(new URL(path.replace(/\.template$/, ''), folder))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, readFileSync(source, 'utf8').replaceAll('__NAME__', name))
  }
  execFileSync(process.execPath, [fileURLToPath(new URL('expect.ts', import.meta.url)), name], { stdio: 'inherit' })
  return fileURLToPath(folder)
}

const name = positionals[0] ?? ''
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error(
    'usage: npm run new-dataset NAME [-- --lines], with a NAME like aws-cloudtrail: vendor and product, in lower case',
  )
  process.exitCode = 1
} else {
  console.log(`${create(name)}\nnow: docs/adding-a-dataset.md`)
}
