import { command } from '@trailhouse/clickhouse'
import { type Bench, build, bytesOnDisk, countOf, drop, printAnswers, type Writing } from './measure.ts'
import { type Question, rawQuestions } from './questions.ts'

type Index = {
  readonly clause: string
  /** That the clause reads. */
  readonly columns: readonly string[]
  readonly questions: readonly Question[]
}

type Candidates = Readonly<Record<string, Index>>

const keyColumns = ['tenant_id', 'event_time', 'actor_id']

const indexes = {
  event_id: {
    clause: 'INDEX event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1',
    columns: ['event_id'],
    questions: ['one event by id'],
  },
  target_id: {
    clause: 'INDEX target_id target_id TYPE bloom_filter(0.01) GRANULARITY 1',
    columns: ['target_id'],
    questions: ['history of one target'],
  },
  actor: {
    clause: 'INDEX actor (actor_id, actor_name, actor_email) TYPE bloom_filter(0.01) GRANULARITY 1',
    columns: ['actor_name', 'actor_email'],
    questions: ["an actor's last 100 actions", 'the same, tenant given', 'the same, by id, name or address'],
  },
  event_time: {
    clause: 'INDEX event_time event_time TYPE minmax GRANULARITY 1',
    columns: [],
    questions: ['failures of one day by source', 'count by hour of one week'],
  },
  greatest_offset: {
    clause: `PROJECTION greatest_offset
      (SELECT kafka_topic_id, kafka_partition, max(kafka_offset) GROUP BY kafka_topic_id, kafka_partition)`,
    columns: ['kafka_topic_id', 'kafka_partition', 'kafka_offset'],
    questions: ["the sink's greatest offset of a partition"],
  },
  by_hour: {
    clause: `PROJECTION by_hour (SELECT toStartOfHour(event_time) AS hour, tenant_id, dataset, outcome, count()
      GROUP BY hour, tenant_id, dataset, outcome)`,
    columns: ['dataset', 'outcome'],
    questions: ['count by hour', 'count by hour of one week'],
  },
} as const satisfies Candidates

const rawIndexes: Candidates = Object.fromEntries(
  [
    ['raw_tokens_32k', 'tokenbf_v1(32768, 3, 0) GRANULARITY 1'],
    ['raw_tokens_64k', 'tokenbf_v1(65536, 3, 0) GRANULARITY 1'],
    ['raw_tokens_128k', 'tokenbf_v1(131072, 3, 0) GRANULARITY 1'],
    ['raw_text', "text(tokenizer = 'splitByNonAlpha')"],
  ].map(([name, type]) => [
    name,
    { clause: `INDEX ${name} raw TYPE ${type}`, columns: ['raw'], questions: rawQuestions },
  ]),
)

/** Each index by itself on a table that has none: what it adds to an insert and to the disk, and its questions with it. */
export async function measureIndexes(bench: Bench, table: string, candidates: Candidates = indexes): Promise<void> {
  const rows = await countOf(bench.clickhouse, table)
  const plain = await bytesOnDisk(bench.clickhouse, table)
  for (const [name, index] of Object.entries(candidates)) {
    const { insert, merge } = await addedToWriting(bench, index)
    await withIndex(bench, table, name, index, async () => {
      const disk = ((await bytesOnDisk(bench.clickhouse, table)) - plain) / rows
      bench.print(
        `\n## ${name}: adds ${insert.toFixed(2)} us CPU a row to an insert, ${merge.toFixed(2)} to a merge, ${disk.toFixed(2)} B a row`,
      )
      await printAnswers(bench, table, index.questions)
    })
  }
}

/** The rows of one month with `raw`, in the shipped order: a question about a month reads no other. */
export async function measureRaw(bench: Bench): Promise<void> {
  const name = 'raw_month'
  await build(
    bench,
    { name, columns: [...keyColumns, 'ingest_time', 'action', 'raw'], indexes: [] },
    { limit: bench.rows, where: 'toYYYYMM(ingest_time) = 202602' },
  )
  const rows = await countOf(bench.clickhouse, name)
  const disk = (await bytesOnDisk(bench.clickhouse, name)) / rows
  bench.print(`\n## ${rows} rows of one month, raw without an index: ${disk.toFixed(1)} B a row`)
  await printAnswers(bench, name, rawQuestions)
  await measureIndexes(bench, name, rawIndexes)
  await drop(bench.clickhouse, name)
}

/** Runs `work` while the table has what is shipped for actor and time. */
export function withCompanions(bench: Bench, table: string, work: () => Promise<void>): Promise<void> {
  const { actor, event_time } = indexes
  return withIndex(bench, table, 'actor', actor, () => withIndex(bench, table, 'event_time', event_time, work))
}

async function withIndex(
  { clickhouse }: Bench,
  table: string,
  name: string,
  { clause }: Index,
  work: () => Promise<void>,
): Promise<void> {
  const kind = clause.startsWith('INDEX') ? 'INDEX' : 'PROJECTION'
  await command(clickhouse, { sql: `ALTER TABLE ${table} ADD ${clause}` })
  await command(clickhouse, { sql: `ALTER TABLE ${table} MATERIALIZE ${kind} ${name} SETTINGS mutations_sync = 1` })
  await work()
  await command(clickhouse, { sql: `ALTER TABLE ${table} DROP ${kind} ${name} SETTINGS mutations_sync = 1` })
}

/** What one index adds to the writing of its columns: the least of each side, as noise only adds. */
async function addedToWriting(bench: Bench, { clause, columns }: Index): Promise<Writing> {
  const table = { name: 'trial', columns: [...new Set([...keyColumns, 'ingest_time', ...columns])] }
  const part = { limit: Math.min(bench.rows, 300_000) }
  const plain: Writing[] = []
  const indexed: Writing[] = []
  for (let round = 0; round < bench.rounds; round++) {
    plain.push(await build(bench, { ...table, indexes: [] }, part))
    indexed.push(await build(bench, { ...table, indexes: [clause] }, part))
  }
  await drop(bench.clickhouse, table.name)
  const added = (side: keyof Writing) => least(indexed, side) - least(plain, side)
  return { insert: added('insert'), merge: added('merge') }
}

function least(runs: readonly Writing[], side: keyof Writing): number {
  return Math.min(...runs.map((run) => run[side]))
}
