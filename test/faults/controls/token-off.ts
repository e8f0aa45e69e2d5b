/** In place of services/sink/src/range.ts: each attempt has a token of its own, so that ClickHouse knows no block again. */
import { randomUUID } from 'node:crypto'

export * from '../../../services/sink/src/range.ts'

export const tokenOf = (): string => randomUUID()
