/**
 * Writes ClickHouse's views of the events in other schemas from src/formats: `node packages/event/scripts/generate-views.ts`.
 * A migration that was released is never changed: give the next number as argument then.
 */
import { writeFileSync } from 'node:fs'
import { formatViews } from './format-views.ts'

const number = process.argv[2] ?? '0005'
const file = new URL(`../../../infra/clickhouse/migrations/${number}_ocsf_ecs.sql`, import.meta.url)
writeFileSync(file, formatViews())
