import { isObject, text } from '../src/fields/text.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'

/** A number or text, plain or as MongoDB's Extended JSON: `{"$numberInt":"0"}`. https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/ */
export function plainText(value: unknown): string {
  if (!isObject(value)) return text(value)
  for (const key of ['$numberInt', '$numberLong', '$numberDouble', '$numberDecimal', '$oid', '$uuid'] as const) {
    if (key in value) return text(value[key])
  }
  return 'uid' in value ? '' : binaryText(value['$binary'])
}

/** `{"$binary":"...","$type":"04"}` and `{"$binary":{"base64":"...","subType":"04"}}`: a UUID in its usual form. */
function binaryText(value: unknown): string {
  const base64 = isObject(value) ? text(value['base64']) : text(value)
  if (base64.length !== 24) return base64
  const hex = Buffer.from(base64, 'base64').toString('hex')
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : base64
}

/** `{"$date":"2026-03-02T14:00:00.123+01:00"}`, `{"$date":{"$numberLong":"1772456400123"}}`, or milliseconds. */
export function dateOf(value: unknown): { readonly time: Micros; readonly timeText: string } {
  const date = isObject(value) && '$date' in value ? value['$date'] : value
  const timeText = plainText(date)
  if (/^\d{10,14}$/.test(timeText)) return { time: Number(timeText) * 1000, timeText }
  return { time: isoTime(timeText, 'utc'), timeText }
}
