import {
  clickhouseSettings,
  httpPort,
  integer,
  kafkaSettings,
  registrySettings,
  resumeAtSetting,
  serviceSettings,
  text,
} from '@trailhouse/runtime'

/** The settings of the sink. */
export const settings = {
  ...serviceSettings,
  httpPort: httpPort(9402),
  ...kafkaSettings,
  ...registrySettings,
  ...clickhouseSettings,
  clickhouseUsername: text({ description: 'User for ClickHouse.', default: 'sink' }),
  sinkGroup: text({ description: 'Consumer group of the sink.', default: 'trailhouse-sink' }),
  sinkTopic: text({ description: 'Topic of canonical events.', default: 'audit.normalized' }),
  sinkDeadLetterTopic: text({
    description: 'Topic of dead letters: read into audit.dead_letters, and written for events that cannot be stored.',
    default: 'audit.dlq',
  }),
  sinkResolvedTopic: text({
    description: 'Topic of the marks of resolved dead letters, read into audit.dead_letter_marks.',
    default: 'audit.dlq.resolved',
  }),
  sinkBatchRows: integer({
    description: 'Most rows in one insert.',
    unit: 'rows',
    min: 1,
    max: 200_000,
    default: '100000',
  }),
  sinkBatchBytes: integer({
    description: 'Most bytes in one insert, as ClickHouse receives them.',
    unit: 'bytes',
    min: 65_536,
    max: 50_331_648,
    default: '16777216',
  }),
  sinkLingerMs: integer({
    description: 'How long a lone event waits for company before it is inserted.',
    unit: 'ms',
    min: 0,
    max: 10_000,
    default: '50',
  }),
  sinkInsertIntervalMs: integer({
    description:
      'Least time between two inserts of one partition while the sink keeps up; it bounds the parts an hour.',
    unit: 'ms',
    min: 50,
    max: 60_000,
    default: '500',
  }),
  sinkBehindMs: integer({
    description: 'While the sink is behind, how long a range waits to become full.',
    unit: 'ms',
    min: 50,
    max: 60_000,
    default: '2000',
  }),
  sinkConcurrentInserts: integer({
    description: 'Inserts under way at once, over all partitions.',
    min: 1,
    max: 64,
    default: '2',
  }),
  sinkMemoryBytes: integer({
    description: 'Bytes of records and rows that the process holds at most, over all partitions.',
    unit: 'bytes',
    min: 8_388_608,
    max: 8_589_934_592,
    default: '67108864',
  }),
  sinkSessionTimeoutMs: integer({
    description: "Time after which the group gives a silent member's partitions to others.",
    unit: 'ms',
    min: 6_000,
    max: 1_800_000,
    default: '15000',
  }),
  sinkResumeAt: resumeAtSetting,
}
