import { firstText, text } from '../src/fields/text.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/**
 * When it happened. `time` is milliseconds since 1970 (`timestamp_t`); `time_dt` of the Date/Time profile is RFC 3339
 * and is taken where it has more digits of the same moment, or alone. Some producers write seconds.
 */
export function timeOf(event: JsonRecord, metadata: JsonRecord): { time: Micros; text: string } {
  const exact = isoTime(event['time_dt'])
  const time = numericTime(event['time'])
  if (time !== undefined && exact !== undefined && Math.abs(exact - time) < 1000) return { time: exact, text: '' }
  for (const found of [time, exact, numericTime(event['start_time']), isoTime(event['start_time_dt'])]) {
    if (found !== undefined) return { time: found, text: '' }
  }
  const original = firstText(metadata['original_time'], event['time_dt'], event['time'])
  return {
    time: isoTime(original) ?? numericTime(metadata['logged_time']) ?? isoTime(metadata['logged_time_dt']),
    text: original,
  }
}

/** Milliseconds, unless so small or so large that it is seconds, micro- or nanoseconds: 1973 to 5138 fit into each. */
function numericTime(value: unknown): Micros {
  const number = Number(typeof value === 'bigint' ? value : (numeral(value) ?? Number.NaN))
  if (Number.isNaN(number) || number <= 0) return typeof value === 'string' ? isoTime(value) : undefined
  if (number < 1e11) return Math.round(number * 1e6)
  if (number < 1e14) return Math.round(number * 1e3)
  return Math.round(number < 1e17 ? number : number / 1e3)
}

function numeral(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,20}(?:\.\d{1,9})?$/.test(value) ? Number(text(value)) : undefined
}
