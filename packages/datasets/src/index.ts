export { passOn } from '../sdk/pass-on.ts'
export {
  type DriftKind,
  defaultLimits,
  type Limits,
  type MapContext,
  type Mapper,
  MappingError,
  type OnDrift,
} from './mapper.ts'
export { datasets, detect } from './registry.ts'
