import {
  choice,
  type Declaration,
  decimal,
  flag,
  httpPort,
  integer,
  kafkaSettings,
  list,
  optional,
  registrySettings,
  resumeAtSetting,
  type SettingsOf,
  serviceSettings,
  text,
} from '@trailhouse/runtime'
import { topicBindingsSetting } from './topic-bindings.ts'

const topicName = /^[A-Za-z0-9._-]{1,249}$/

const topic = (description: string, name: string) =>
  text({ description, takes: 'the name of a topic', pattern: topicName, default: name })

/** Every setting of the normalizer: docs/configuration.md is generated from it. */
export const settings = {
  ...kafkaSettings,
  ...registrySettings,
  ...serviceSettings,
  httpPort: httpPort(9401),
  normalizerGroup: text({ description: 'Consumer group of all instances.', default: 'trailhouse-normalizer' }),
  normalizerInputs: list({
    description:
      'Topics to read. A name that ends in `*` stands for every topic whose name begins so, those made later included.',
    takes: 'one or more names of topics, parted by commas, each of which may end in `*`',
    item: /^[A-Za-z0-9._-]{1,249}\*?$/,
    default: 'audit.events,audit.raw.*',
  }),
  normalizerEventsTopic: topic(
    'Input topic that holds Avro events of SDKs; every other one holds raw records.',
    'audit.events',
  ),
  normalizerOutputTopic: topic('Topic of canonical events.', 'audit.normalized'),
  normalizerDeadLetterTopic: topic('Topic of records that cannot be processed.', 'audit.dlq'),
  normalizerPositionsTopic: topic(
    "Compacted topic of the offsets that were processed: it is read where the group's own are gone.",
    'audit.normalizer.positions',
  ),
  normalizerBindings: topicBindingsSetting,
  mappings: optional(
    text({
      description:
        'Folder of mapping files (`.yaml`, `.yml`; docs/custom-mappings.md): each is a dataset besides those built in.',
      takes: 'the path of a folder',
    }),
  ),
  normalizerDefaultTenant: text({
    description:
      'Tenant of a record that names none by its header `tenant`, on a topic that is not bound to one tenant.',
    default: 'default',
  }),
  normalizerMaxRecordBytes: integer({
    description: 'Largest record; a larger one becomes a dead letter (TOO_LARGE).',
    unit: 'bytes',
    min: 1_024,
    max: 67_108_864,
    default: '8388608',
  }),
  normalizerMaxDepth: integer({
    description: 'Deepest nesting of JSON; a deeper record becomes a dead letter (TOO_DEEP).',
    unit: 'levels',
    min: 8,
    max: 1_000,
    default: '1000',
  }),
  normalizerMaxEvents: integer({
    description: 'Most events in one record; a record with more becomes a dead letter (TOO_MANY_EVENTS).',
    unit: 'events',
    min: 1,
    max: 100_000,
    default: '10000',
  }),
  normalizerCompression: choice({
    description: 'How written records are compressed.',
    choices: ['none', 'lz4', 'zstd'],
    default: 'none',
  }),
  normalizerFetchBytes: integer({
    description: 'Most bytes of one partition that one fetch, and so one transaction, holds.',
    unit: 'bytes',
    min: 65_536,
    max: 16_777_216,
    default: '1048576',
  }),
  normalizerMemoryBytes: integer({
    description: 'Budget for fetched records over all partitions; past it, partitions pause.',
    unit: 'bytes',
    min: 1_048_576,
    max: 4_294_967_296,
    default: '50331648',
  }),
  normalizerSessionTimeoutMs: integer({
    description: 'Time without a heartbeat after which the group gives the partitions of an instance to others.',
    unit: 'ms',
    min: 6_000,
    max: 300_000,
    default: '15000',
  }),
  normalizerTransactionTimeoutMs: integer({
    description: 'Time after which the broker aborts a transaction that an instance left open.',
    unit: 'ms',
    min: 1_000,
    max: 300_000,
    default: '10000',
  }),
  normalizerIdleMs: integer({
    description: "Time without a record after which a partition's transactional producer is closed.",
    unit: 'ms',
    min: 1_000,
    max: 3_600_000,
    default: '30000',
  }),
  normalizerDeadLetterShare: decimal({
    description:
      'Share of dead letters among the records of a dataset on a topic that is taken for a failure of its source.',
    min: 0.001,
    max: 1,
    default: '0.2',
  }),
  normalizerDeadLetterWindowMs: integer({
    description: 'Sliding window over which that share is measured.',
    unit: 'ms',
    min: 1_000,
    max: 3_600_000,
    default: '60000',
  }),
  normalizerDeadLetterMinimum: integer({
    description: 'Fewest records in the window for the share to count.',
    unit: 'records',
    min: 1,
    max: 1_000_000,
    default: '100',
  }),
  normalizerDeadLetterPause: flag({
    description: 'Pause an input topic on which that share is exceeded. SIGUSR2 lets all paused topics go on at once.',
    default: 'false',
  }),
  normalizerDeadLetterPauseMs: integer({
    description: 'Time after which such a topic goes on by itself; 0: only by SIGUSR2 or a restart.',
    unit: 'ms',
    min: 0,
    max: 86_400_000,
    default: '300000',
  }),
  normalizerResumeAt: resumeAtSetting,
} satisfies Declaration

export type NormalizerSettings = SettingsOf<typeof settings>
