import {
  checkConnections,
  clickhouseSettings,
  type Declaration,
  kafkaSettings,
  list,
  loadSettings,
  optional,
  registrySettings,
  type SettingsOf,
  text,
} from '@trailhouse/runtime/command'

const topicName = /^[A-Za-z0-9._-]{1,249}$/

/** Every setting of the trailhouse command: docs/configuration.md is generated from it. */
export const settings = {
  ...kafkaSettings,
  ...registrySettings,
  ...clickhouseSettings,
  deadLetterTopic: text({
    description: 'Topic of dead letters that `trailhouse dlq` works on.',
    takes: 'the name of a topic',
    pattern: topicName,
    default: 'audit.dlq',
  }),
  resolvedTopic: text({
    description: 'Topic of the marks of resolved dead letters that `trailhouse dlq` reads and writes.',
    takes: 'the name of a topic',
    pattern: topicName,
    default: 'audit.dlq.resolved',
  }),
  statusMetrics: optional(
    list({
      description: 'Where `trailhouse status` asks services for their own metrics.',
      takes: 'one or more http:// or https:// addresses that end in /metrics, parted by commas',
      item: /^https?:\/\/[^\s,]+\/metrics$/,
    }),
  ),
} satisfies Declaration

export type CliSettings = SettingsOf<typeof settings>

/** Throws TrailhouseError SETTING_INVALID or SETTING_UNKNOWN. */
export const loadCliSettings = (): CliSettings => loadSettings(settings, process.env, checkConnections)
