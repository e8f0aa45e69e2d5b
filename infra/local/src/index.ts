export { type Artifacts, ensureArtifacts, stateDir } from './artifacts.ts'
export {
  type ClickHouseOptions,
  type ClickHousePart,
  type ClickHouseUser,
  type Passwords,
  startClickHouse,
} from './clickhouse.ts'
export { type KafkaOptions, startKafka } from './kafka.ts'
export type { Exit, Part } from './part.ts'
export { freePorts } from './ports.ts'
export { prepareStack } from './prepare.ts'
export { type RegistryOptions, startRegistry } from './registry.ts'
export { serviceFlags } from './services.ts'
export { type Stack, type StackOptions, startStack } from './stack.ts'
export { ensureTools } from './tools.ts'
