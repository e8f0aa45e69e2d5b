/**
 * Where `npm start` and `npm test` begin, in a clean clone: with plain Node 20 and nothing installed. It checks what the
 * machine must have, installs the npm packages when they are missing or stale, and hands over to the project's Node 24.
 *
 * usage: node infra/local/bootstrap.mjs start [--once] | test [Vitest's arguments] | reset | run FILE.ts [arguments]
 */
import { resolve } from 'node:path'
import { handOver } from './bootstrap/hand-over.mjs'
import { installPackages, packagesAreCurrent } from './bootstrap/packages.mjs'
import { checkMachine, Missing } from './bootstrap/requirements.mjs'
import { reset } from './bootstrap/reset.mjs'

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..')
const programs = { start: ['infra/local/start.ts'], test: ['infra/local/test.ts'], run: [] }

async function main([command = '', ...args]) {
  if (command === 'reset') return reset(root)
  const program = programs[command]
  if (program === undefined) throw new Missing('usage: bootstrap.mjs start | test | reset | run FILE.ts')
  const current = packagesAreCurrent(root)
  checkMachine(root, { install: !current })
  if (!current) await installPackages(root)
  return handOver(root, [...program, ...args])
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Missing)) throw error
  console.error(`trailhouse: ${error.message}`)
  process.exitCode = 1
}
