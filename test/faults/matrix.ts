import type { Group } from './framework/scenario.ts'
import { clickhouse } from './sink/clickhouse.ts'
import { clickhouseStates } from './sink/clickhouse-states.ts'

/** Every fault that the promise of docs/reliability.md is held against. */
export const matrix: readonly Group[] = [clickhouse, clickhouseStates]
