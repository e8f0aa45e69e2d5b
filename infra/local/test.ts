/**
 * `npm test`: the checks, then every test against the real parts, then one plain line of counts. Arguments are Vitest's.
 * Exits 0 when all passed.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stateDir } from './src/index.ts'
import { closingLine, countResults, type TestResults } from './src/test-results.ts'

const resultsFile = join(stateDir, 'test-results.json')

const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
const run = (command: string, args: string[]) => spawnSync(command, args, { stdio: 'inherit', env }).status ?? 1

rmSync(resultsFile, { force: true })
const check = run('npm', ['run', '--silent', 'check'])
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`]
const tests = run('vitest', ['run', ...reporters, ...process.argv.slice(2)])

const results = await readFile(resultsFile, 'utf8').then(
  (text) => JSON.parse(text) as TestResults,
  () => undefined,
)
console.log(closingLine(countResults(results, { check, tests })))
process.exitCode = check === 0 && tests === 0 ? 0 : 1
