export { passOn } from '../sdk/pass-on.ts'
export { defaultLimits, type Limits, type MapContext, type Mapper, MappingError } from './mapper.ts'
export { datasets, detect } from './registry.ts'
