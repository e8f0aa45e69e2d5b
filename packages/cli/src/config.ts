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
} from '@trailhouse/runtime'

/** Every setting of the trailhouse command: docs/configuration.md is generated from it. */
export const settings = {
  ...kafkaSettings,
  ...registrySettings,
  ...clickhouseSettings,
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
