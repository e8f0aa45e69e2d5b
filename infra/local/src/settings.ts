import { resolve } from 'node:path'
import { TrailhouseError } from '@trailhouse/errors'
import { integer, loadSettings, optional, type SettingsOf, settingName, text } from '@trailhouse/runtime'
import { stateDir } from './artifacts.ts'
import { portOwner } from './port-owner.ts'
import { isFree } from './ports.ts'

const port = (description: string, number: number) =>
  integer({ description, min: 1, max: 65_535, default: String(number) })

/** What `npm start` takes. All ports are on 127.0.0.1. */
export const settings = {
  localData: optional(text({ description: 'Folder for what the local stack stores; `.trailhouse/data` by default.' })),
  localKafkaPort: port('Port of the local Kafka.', 19092),
  localControllerPort: port("Port of the local Kafka's controller.", 19093),
  localRegistryPort: port('Port of the local schema registry.', 18081),
  localClickhousePort: port('Port of the local ClickHouse, HTTP.', 18123),
  localClickhouseTcpPort: port('Port of the local ClickHouse, native protocol.', 19000),
  localNormalizerPort: port('Port of /metrics and /health of the local normalizer.', 19401),
  localSinkPort: port('Port of /metrics and /health of the local sink.', 19402),
}

export type LocalSettings = Omit<SettingsOf<typeof settings>, 'localData'> & { readonly localData: string }

/** @throws TrailhouseError SETTING_INVALID, SETTING_UNKNOWN */
export function readLocalSettings(env: NodeJS.ProcessEnv): LocalSettings {
  // A shell may hold settings of other Trailhouse commands too.
  const own = Object.entries(env).filter(([name]) => name.startsWith('TRAILHOUSE_LOCAL_'))
  const given = loadSettings(settings, Object.fromEntries(own))
  return { ...given, localData: resolve(given.localData ?? `${stateDir}/data`) }
}

/** @throws TrailhouseError PORT_IN_USE, naming the first port that is taken, by whom, and the setting that moves it */
export async function checkPorts(local: LocalSettings): Promise<void> {
  for (const [key, value] of Object.entries(local)) {
    if (typeof value !== 'number' || (await isFree(value))) continue
    const owner = portOwner(value) ?? 'another process'
    throw new TrailhouseError(
      'PORT_IN_USE',
      `port ${value} is in use by ${owner}: stop it, or set ${settingName(key)} to a free port`,
    )
  }
}
