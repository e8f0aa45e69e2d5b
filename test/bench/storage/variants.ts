import type { Question } from './questions.ts'
import type { Variant } from './table.ts'

/** The candidates for ORDER BY, without any index of their own, so that the order alone is compared. */
export const orders: readonly Variant[] = [
  { name: 'tenant_day_actor_time', orderBy: '(tenant_id, toDate(event_time), actor_id, event_time)', indexes: [] },
  { name: 'tenant_actor_time', orderBy: '(tenant_id, actor_id, event_time)', indexes: [] },
  {
    name: 'hour_tenant_actor_time',
    orderBy: '(toStartOfHour(event_time), tenant_id, actor_id, event_time)',
    indexes: [],
  },
  {
    name: 'tenant_dataset_hour_time',
    orderBy: '(tenant_id, dataset, toStartOfHour(event_time), event_time)',
    indexes: [],
  },
]

/** Each index and projection by itself: what it adds to an insert and to the disk, and what it does to its questions. */
export type Keyed = { readonly name: string; readonly clause: string; readonly questions: readonly Question[] }

export const indexes: readonly Keyed[] = [
  {
    name: 'event_id_bloom',
    clause: 'INDEX event_id_bloom event_id TYPE bloom_filter(0.01) GRANULARITY 1',
    questions: ['one event by id'],
  },
  {
    name: 'target_id_bloom',
    clause: 'INDEX target_id_bloom target_id TYPE bloom_filter(0.01) GRANULARITY 1',
    questions: ['history of one target'],
  },
  {
    name: 'actor_bloom',
    clause: 'INDEX actor_bloom (actor_id, actor_name, actor_email) TYPE bloom_filter(0.01) GRANULARITY 1',
    questions: ["an actor's last 100 actions", 'the same, tenant given', 'the same, by id, name or address'],
  },
  {
    name: 'event_time_minmax',
    clause: 'INDEX event_time_minmax event_time TYPE minmax GRANULARITY 1',
    questions: ['failures of the last day by source', 'count by hour of one week'],
  },
  {
    name: 'kafka_offset_minmax',
    clause: 'INDEX kafka_offset_minmax kafka_offset TYPE minmax GRANULARITY 1',
    questions: [],
  },
  {
    name: 'raw_tokenbf',
    clause: 'INDEX raw_tokenbf raw TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1',
    questions: ['a word in raw within a month', 'a word in raw, none has it'],
  },
  {
    name: 'raw_text',
    clause: 'INDEX raw_text raw TYPE text(tokenizer = splitByNonAlpha)',
    questions: ['a word in raw within a month', 'a word in raw, none has it'],
  },
  {
    name: 'greatest_offset',
    clause: `PROJECTION greatest_offset
      (SELECT kafka_topic_id, kafka_partition, max(kafka_offset) GROUP BY kafka_topic_id, kafka_partition)`,
    questions: ["the sink's greatest offset of a partition"],
  },
  {
    name: 'by_hour',
    clause: `PROJECTION by_hour
      (SELECT toStartOfHour(event_time), tenant_id, dataset, outcome, count() GROUP BY 1, 2, 3, 4)`,
    questions: ['count by hour', 'count by hour of one week'],
  },
]

/** Other codecs for the columns that fill the disk. */
export const codecs: readonly Variant[] = [
  { name: 'shipped_codecs', indexes: [] },
  { name: 'raw_zstd3', indexes: [], codecs: { raw: 'CODEC(ZSTD(3))' } },
  { name: 'raw_zstd6', indexes: [], codecs: { raw: 'CODEC(ZSTD(6))' } },
  { name: 'raw_lz4', indexes: [], codecs: { raw: 'CODEC(LZ4)' } },
  {
    name: 'times_delta',
    indexes: [],
    codecs: { event_time: 'CODEC(Delta, ZSTD(1))', ingest_time: 'CODEC(Delta, ZSTD(1))' },
  },
  {
    name: 'times_double_delta',
    indexes: [],
    codecs: { event_time: 'CODEC(DoubleDelta, ZSTD(1))', ingest_time: 'CODEC(DoubleDelta, ZSTD(1))' },
  },
  { name: 'times_t64', indexes: [], codecs: { event_time: 'CODEC(T64, ZSTD(1))', ingest_time: 'CODEC(T64, ZSTD(1))' } },
  { name: 'times_zstd', indexes: [], codecs: { event_time: 'CODEC(ZSTD(1))', ingest_time: 'CODEC(ZSTD(1))' } },
  {
    name: 'offsets_delta',
    indexes: [],
    codecs: {
      kafka_offset: 'CODEC(Delta, ZSTD(1))',
      origin_offset: 'CODEC(Delta, ZSTD(1))',
      producer_seq: 'CODEC(Delta, ZSTD(1))',
    },
  },
  {
    name: 'offsets_zstd',
    indexes: [],
    codecs: { kafka_offset: 'CODEC(ZSTD(1))', origin_offset: 'CODEC(ZSTD(1))', producer_seq: 'CODEC(ZSTD(1))' },
  },
  {
    name: 'offsets_t64',
    indexes: [],
    codecs: {
      kafka_offset: 'CODEC(T64, ZSTD(1))',
      origin_offset: 'CODEC(T64, ZSTD(1))',
      producer_seq: 'CODEC(T64, ZSTD(1))',
    },
  },
]
