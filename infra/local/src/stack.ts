import { join } from 'node:path'
import { type ClickHouseOptions, type ClickHousePart, startClickHouse } from './clickhouse.ts'
import { type KafkaOptions, startKafka } from './kafka.ts'
import type { Part } from './part.ts'
import { prepareStack } from './prepare.ts'
import { type RegistryOptions, startRegistry } from './registry.ts'

export type StackOptions = {
  dir: string
  kafka?: Omit<KafkaOptions, 'dir'>
  registry?: Omit<RegistryOptions, 'dir'>
  clickhouse?: Omit<ClickHouseOptions, 'dir'>
}

export type Stack = { kafka: Part; registry: Part; clickhouse: ClickHousePart; stop(): Promise<void> }

/** All three parts, started side by side, each with its data below `dir`. When one fails, the others are stopped. */
export async function startStack({ dir, ...options }: StackOptions): Promise<Stack> {
  await prepareStack()
  const starting = [
    startKafka({ dir: join(dir, 'kafka'), ...options.kafka }),
    startRegistry({ dir: join(dir, 'registry'), ...options.registry }),
    startClickHouse({ dir: join(dir, 'clickhouse'), ...options.clickhouse }),
  ] as const
  try {
    const [kafka, registry, clickhouse] = await Promise.all(starting)
    return { kafka, registry, clickhouse, stop: () => stopAll([kafka, registry, clickhouse]) }
  } catch (error) {
    const settled = await Promise.allSettled(starting)
    await stopAll(settled.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : [])))
    throw error
  }
}

async function stopAll(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()))
}
