import { rmSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTools, type Part, type Stack, type StackOptions, startStack } from '@trailhouse/local'
import type { Trial } from '../faults/framework/scenario.ts'

/** Kafka, registry and ClickHouse of a suite that ends them as it likes, in a temporary folder that goes with it. */
export async function ownStack(trial: Trial, options: Omit<StackOptions, 'dir'> = {}): Promise<Stack> {
  const tools = await ensureTools(console.log)
  if (tools !== '') process.env['PATH'] = `${tools}:${process.env['PATH'] ?? ''}`
  // The name by which the next run of any tests finds and removes what a killed one left.
  const dir = join(tmpdir(), `trailhouse-test-${process.pid}`)
  await mkdir(dir)
  trial.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
  const stack = await startStack({ ...options, dir })
  const parts = [stack.kafka, stack.registry, stack.clickhouse]
  process.once('exit', () => abandon(parts, dir))
  trial.defer(() => Promise.all(parts.map((part) => part.kill('SIGKILL'))))
  return stack
}

/** A stopped process would not hear SIGTERM. */
function abandon(parts: readonly Part[], dir: string): void {
  for (const part of parts) void part.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
}
