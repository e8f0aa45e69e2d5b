/**
 * What a command needs: settings and fault steps, without server, logger and metrics. These take 0.2 s of CPU to load,
 * which a service pays once and a command at every call.
 */
export { loadSettings } from './load-settings.ts'
export { type Declaration, list, optional, type SettingsOf, text } from './setting.ts'
export {
  checkConnections,
  clickhouseFrom,
  clickhouseSettings,
  kafkaFrom,
  kafkaSettings,
  registryFrom,
  registrySettings,
} from './setting-groups.ts'
export { step } from './step.ts'
