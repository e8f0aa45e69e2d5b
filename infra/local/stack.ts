/**
 * Runs Kafka, the registry and ClickHouse until Ctrl-C, for tests that are run again and again. Prints the addresses as
 * the environment variables that the tests' global setup reads.
 *
 * usage: node infra/local/stack.ts [DIR]
 */
import { join } from 'node:path'
import { startStack, stateDir } from './src/index.ts'

const stack = await startStack({ dir: process.argv[2] ?? join(stateDir, 'stack') })
console.log(`export TRAILHOUSE_TEST_KAFKA=${stack.kafka.address}
export TRAILHOUSE_TEST_REGISTRY=${stack.registry.address}
export TRAILHOUSE_TEST_CLICKHOUSE=${stack.clickhouse.address}`)

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    stopping = true
    await stack.stop()
  })
}

while (!stopping) {
  await stack.clickhouse.exited()
  if (!stopping) await stack.clickhouse.restart()
}
