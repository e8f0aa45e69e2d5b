export { loadMapping, loadMappings } from '../custom/load.ts'
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
export { type Catalog, catalogWith, datasets, detect } from './registry.ts'
