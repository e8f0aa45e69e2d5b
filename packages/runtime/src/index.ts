export { type HttpOptions, type RunningHttp, startHttp } from './http.ts'
export { loadSettings, secretValues, settingName } from './load-settings.ts'
export { createLogger, type LogFields, type Logger, type LoggerOptions } from './logger.ts'
export { Counter, createMetrics, Gauge, Histogram, type Registry } from './metrics.ts'
export { type ResumeAt, resumeAtSetting } from './resume-at.ts'
export { exitCodes, type RunningService, runService, type ServiceContext, stopDeadlineMs } from './service.ts'
export {
  choice,
  type Declaration,
  decimal,
  flag,
  httpUrl,
  integer,
  list,
  optional,
  pem,
  type Setting,
  type SettingsOf,
  text,
} from './setting.ts'
export {
  checkConnections,
  clickhouseFrom,
  clickhouseSettings,
  httpPort,
  kafkaFrom,
  kafkaSettings,
  registryFrom,
  registrySettings,
  serviceSettings,
} from './setting-groups.ts'
export { createStep, parseSteps, type Step, step } from './step.ts'
