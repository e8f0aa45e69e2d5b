import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateDir } from '@trailhouse/local'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import type { Row } from './scenario.ts'
import { summary, tables } from './table.ts'

/** Prints the fault matrix at the end of a run; of a whole one, writes it to .trailhouse/faults.{json,md} too. */
export default class FaultReporter implements Reporter {
  #began = 0
  #whole = true

  onInit({ config }: Vitest): void {
    this.#whole = config.testNamePattern === undefined
  }

  onTestRunStart(): void {
    this.#began = performance.now()
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const rows = tests.map((test) => test.meta().fault).filter((row): row is Row => row !== undefined)
    const failed = tests.filter((test) => test.result().state === 'failed').map((test) => test.fullName)
    const passed = tests.filter(isPassed).length
    const minutes = ((performance.now() - this.#began) / 60_000).toFixed(1)
    const closing = `${passed} passed, ${failed.length} failed in ${minutes} minutes: ${summary(rows)}`
    const unproved = failed.map((name) => `- Failed: ${name}`).join('\n')
    const page = [tables(rows), unproved, closing].filter((part) => part !== '').join('\n\n')
    console.log(`\n${page}`)
    if (this.#whole) write(page, { passed, failed, minutes: Number(minutes), rows })
  }
}

const isPassed = (test: TestCase) => test.result().state === 'passed'

function write(page: string, report: object): void {
  mkdirSync(stateDir, { recursive: true })
  writeFileSync(join(stateDir, 'faults.md'), `${page}\n`)
  writeFileSync(join(stateDir, 'faults.json'), `${JSON.stringify(report, null, 2)}\n`)
}
