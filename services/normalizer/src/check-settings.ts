import { TrailhouseError } from '@trailhouse/errors'
import { checkConnections } from '@trailhouse/runtime'
import { catalogOf } from './catalog.ts'
import type { NormalizerSettings } from './config.ts'
import { unknownBoundDatasets } from './input-route.ts'

/** What the settings must be together: sentences that each name one. */
export function checkSettings(settings: NormalizerSettings): string[] {
  const problems = checkConnections(settings)
  const { normalizerOutputTopic, normalizerDeadLetterTopic, normalizerPositionsTopic } = settings
  const written = [normalizerOutputTopic, normalizerDeadLetterTopic, normalizerPositionsTopic]
  for (const topic of settings.normalizerInputs.filter((name) => written.includes(name))) {
    problems.push(`TRAILHOUSE_NORMALIZER_INPUTS takes no topic that the normalizer writes, such as ${topic}`)
  }
  problems.push(...datasetProblems(settings))
  const ofEvents = settings.normalizerBindings[settings.normalizerEventsTopic]?.dataset ?? 'sdk'
  if (ofEvents !== 'sdk') {
    problems.push(`TRAILHOUSE_NORMALIZER_BINDINGS takes no dataset but sdk for ${settings.normalizerEventsTopic}`)
  }
  return problems
}

/** A mapping file with a fault is one of the setting that names its folder. */
function datasetProblems(settings: NormalizerSettings): string[] {
  try {
    const known = new Set(catalogOf(settings).datasets.keys())
    return unknownBoundDatasets(settings.normalizerBindings, known).map(
      (dataset) => `TRAILHOUSE_NORMALIZER_BINDINGS takes names of datasets, and ${dataset} is none`,
    )
  } catch (error) {
    if (!(error instanceof TrailhouseError)) throw error
    return [`TRAILHOUSE_MAPPINGS takes a folder of mapping files without faults: ${error.message}`]
  }
}
