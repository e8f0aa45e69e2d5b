import { isObject, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'

/**
 * What the event carries, where it is a JSON object: `data`, as it is or as text, or `data_base64`. Anything else is the
 * producer's own, and stays in `raw`.
 * https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md#31-handling-of-data
 */
export function dataOf(event: JsonRecord): JsonRecord {
  const { data, data_base64: encoded } = event
  if (isObject(data)) return data
  if (typeof data === 'string') return embeddedObject(data) ?? {}
  if (typeof encoded !== 'string' || !isJson(text(event['datacontenttype']))) return {}
  return embeddedObject(Buffer.from(encoded, 'base64').toString('utf8')) ?? {}
}

/** JSON where nothing else is said. */
const isJson = (mediaType: string): boolean => mediaType === '' || /^[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(mediaType)
