import { finish } from './finish.ts'
import { headed } from './headed.ts'
import { type Draft, defaultLimits, type Mapper } from './mapper.ts'
import { decode } from './parsers/json.ts'

type TextDataset = {
  readonly name: string
  readonly version: number
  /** Whether a text is of this dataset beyond doubt. */
  readonly detects: (text: string) => boolean
  /**
   * Maps one text. May throw MappingError.
   * @param now microseconds since 1970-01-01 UTC
   */
  readonly map: (text: string, now: number) => Draft
}

/** A mapper of a format that has a form as text and one as JSON, which may stand behind a header. */
export function textOrJson(text: TextDataset, json: Mapper): Mapper {
  const { name, version } = text
  const anyJson = headed(json)
  return {
    name,
    version,
    detects: (sample) =>
      sample.json === undefined ? text.detects(sample.text) || anyJson.detects(sample) : json.detects(sample),
    map: (raw, context) => {
      const whole = decode(raw, context.limits ?? defaultLimits).trim()
      if (/^(?:\{|\[\s*[{\]])/.test(whole)) return json.map(raw, context)
      if (whole.includes('{') && !text.detects(whole)) return anyJson.map(raw, context)
      return [
        finish(
          text.map(whole, context.ingestTime),
          { dataset: name, mapper: `${name}@${version}`, raw, index: 0 },
          context,
        ),
      ]
    },
  }
}
