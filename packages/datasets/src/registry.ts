import { existsSync, readdirSync } from 'node:fs'
import { RoundedInteger } from './fields/text.ts'
import { defaultLimits, type Mapper, type Sample } from './mapper.ts'

/** Mappers by the name of their dataset, and detection among them. */
export type Catalog = {
  readonly datasets: ReadonlyMap<string, Mapper>
  /**
   * The dataset of a record, or undefined where none is sure, or more than one is. Detection is right or declines: a
   * record that is mapped as another vendor's is worse than one that waits for an operator to name its dataset.
   */
  readonly detect: (raw: Uint8Array) => string | undefined
}

/**
 * Every dataset of this package. A dataset is a folder with a map.ts whose default export is its mapper, so that adding
 * one touches no other file.
 */
export const { datasets, detect } = catalogOf(await load(new URL('../', import.meta.url)))

/** Those, and mappers that a user brought: their names begin with custom-, so that none takes another's. */
export function catalogWith(mappers: readonly Mapper[]): Catalog {
  return mappers.length === 0 ? { datasets, detect } : catalogOf([...datasets.values(), ...mappers])
}

function catalogOf(mappers: readonly Mapper[]): Catalog {
  // Vendors' own formats first, then those that carry them.
  const byRank = [...Map.groupBy(mappers, rankOf)].sort(([one], [other]) => other - one).map(([, ranked]) => ranked)
  return {
    datasets: new Map(mappers.map((mapper) => [mapper.name, mapper])),
    detect: (raw) => detectAmong(byRank, raw),
  }
}

function rankOf({ carrier }: Mapper): number {
  return carrier ?? Number.POSITIVE_INFINITY
}

function detectAmong(byRank: readonly (readonly Mapper[])[], raw: Uint8Array): string | undefined {
  if (raw.length > defaultLimits.maxBytes) return undefined
  const sample = sampleOf(raw)
  for (const mappers of byRank) {
    const found = mappers.filter((mapper) => detects(mapper, sample))
    if (found.length > 0) return found.length === 1 ? found[0]?.name : undefined
  }
  return undefined
}

/** A number that JSON.parse rounded is no reason to fail here: what was looked at is not what tells a format. */
function detects(mapper: Mapper, sample: Sample): boolean {
  try {
    return mapper.detects(sample)
  } catch (error) {
    if (error instanceof RoundedInteger) return false
    throw error
  }
}

async function load(folder: URL): Promise<readonly Mapper[]> {
  const names = readdirSync(folder)
    .filter((name) => existsSync(new URL(`${name}/map.ts`, folder)))
    .sort()
  return Promise.all(names.map((name) => loadMapper(folder, name)))
}

async function loadMapper(folder: URL, name: string): Promise<Mapper> {
  const module: { default: Mapper } = await import(new URL(`${name}/map.ts`, folder).href)
  if (module.default.name !== name) throw new Error(`the mapper in ${name}/ is named ${module.default.name}`)
  return module.default
}

function sampleOf(raw: Uint8Array): Sample {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8').trim()
  return { text, json: text.startsWith('{') || text.startsWith('[') ? jsonOrUndefined(text) : undefined }
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
