import { RecordError } from '@trailhouse/errors'
import { encodeEvent, eventFromJson } from '@trailhouse/event'
import { isObject } from '../src/fields/text.ts'
import { defaultLimits, type Mapper, MappingError } from '../src/mapper.ts'
import { decode, parseJson } from '../src/parsers/json.ts'
import { passOn, sdkDataset } from './pass-on.ts'

/**
 * Events of an SDK in their JSON form, as `trailhouse normalize` prints and reads them. On Kafka they are Avro: the
 * normalizer decodes them and calls `passOn` itself.
 */
const mapper: Mapper = {
  name: sdkDataset,
  version: 1,
  detects: ({ json }) => isObject(json) && 'event_id' in json && 'producer_id' in json && isOurs(json['dataset']),
  map(raw, context) {
    const limits = context.limits ?? defaultLimits
    const json = parseJson(decode(raw, limits), raw, limits)
    try {
      const event = passOn(eventFromJson(json), context)
      // What JSON brings can have any type: the codec is the one place that knows all of them.
      encodeEvent(event)
      return [event]
    } catch (error) {
      if (error instanceof RecordError) throw new MappingError(error.reason, error.message, { cause: error })
      throw new MappingError('INVALID_FIELD', 'a field of the event has a value of another type than its own', {
        cause: error,
      })
    }
  },
}
export default mapper

/** Every event has the fields of one that an SDK made; those of vendors name their dataset. */
const isOurs = (dataset: unknown): boolean => dataset === undefined || dataset === '' || dataset === sdkDataset
