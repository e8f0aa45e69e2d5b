import { isTime } from './ranges.ts'

const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})Z$/

/** ISO 8601 with six decimals and Z. @param micros microseconds since 1970-01-01 UTC, from 1900 to 2255 */
export function formatTime(micros: number): string {
  const millis = Math.floor(micros / 1000)
  const rest = micros - millis * 1000
  return `${new Date(millis).toISOString().slice(0, 23)}${String(rest).padStart(3, '0')}Z`
}

/** The inverse of formatTime; undefined for any other text and for times that an event cannot have. */
export function parseTime(text: string): number | undefined {
  const [, seconds, fraction] = pattern.exec(text) ?? []
  const micros = Date.parse(`${seconds}Z`) * 1000 + Number(fraction)
  return isTime(micros) && formatTime(micros) === text ? micros : undefined
}
