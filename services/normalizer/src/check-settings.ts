import { datasets } from '@trailhouse/datasets'
import { checkConnections } from '@trailhouse/runtime'
import type { NormalizerSettings } from './config.ts'
import { unknownBoundDatasets } from './input-route.ts'

/** What the settings must be together: sentences that each name one. */
export function checkSettings(settings: NormalizerSettings): string[] {
  const problems = checkConnections(settings)
  const written = [settings.normalizerOutputTopic, settings.normalizerDeadLetterTopic]
  for (const topic of settings.normalizerInputs.filter((name) => written.includes(name))) {
    problems.push(`TRAILHOUSE_NORMALIZER_INPUTS takes no topic that the normalizer writes, such as ${topic}`)
  }
  for (const dataset of unknownBoundDatasets(settings.normalizerBindings, new Set(datasets.keys()))) {
    problems.push(`TRAILHOUSE_NORMALIZER_BINDINGS takes names of datasets, and ${dataset} is none`)
  }
  const ofEvents = settings.normalizerBindings[settings.normalizerEventsTopic]?.dataset ?? 'sdk'
  if (ofEvents !== 'sdk') {
    problems.push(`TRAILHOUSE_NORMALIZER_BINDINGS takes no dataset but sdk for ${settings.normalizerEventsTopic}`)
  }
  return problems
}
