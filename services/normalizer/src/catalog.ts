import { type Catalog, catalogWith, loadMappings } from '@trailhouse/datasets'
import type { NormalizerSettings } from './config.ts'

/**
 * The datasets that records can be of: those built in, and those of the mapping files.
 * @throws TrailhouseError MAPPING_INVALID
 */
export function catalogOf({ mappings }: Pick<NormalizerSettings, 'mappings'>): Catalog {
  return catalogWith(mappings === undefined ? [] : loadMappings(mappings))
}
