import { csvFields } from '../src/parsers/csv.ts'
import { commonLayout, type Layout, layouts } from './layouts.ts'

/** A log of PAN-OS: its type, and its fields by name. */
export type PanLog = {
  /** As the record has it, in capitals: `TRAFFIC`. */
  readonly type: string
  readonly isKnown: boolean
  /** The syslog header in front of it; empty without one. */
  readonly head: string
  /** The value of a field, or the empty string. */
  readonly get: (name: string) => string
  readonly fields: readonly string[]
  readonly layout: Layout
}

/** A header of RFC 5424 with a host of 255 characters is shorter. */
const maxHead = 1024

/** The first field is kept for the future, and holds 1 or the log's domain; then come the time and the serial number. */
const begin = /(?:^|[\s>"])(\d{0,4}),(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)?),([0-9A-Za-z-]{0,32}),/

/** Undefined where the line is no log of PAN-OS. */
export function readPanLog(text: string): PanLog | undefined {
  const found = begin.exec(text.slice(0, maxHead))
  if (found === null) return undefined
  const start = found.index + found[0].length - found[0].trimStart().replace(/^[>"]/, '').length
  const fields = csvFields(text.slice(start), 300)
  const isLate = /^\d+$/.test(fields[3] ?? '') && /^0x/.test(fields[4] ?? '')
  const type = (fields[isLate ? 5 : 3] ?? '').toUpperCase()
  const layout = layouts.get(variantOf(type, fields, isLate))
  if (layout === undefined && !/^[A-Z][A-Z-]{2,20}$/.test(type)) return undefined
  return {
    type,
    isKnown: layout !== undefined,
    head: text.slice(0, start),
    fields,
    ...reader(layout ?? commonLayout, fields),
  }
}

/** Types that came in two orders: see layouts.ts. */
function variantOf(type: string, fields: readonly string[], isLate: boolean): string {
  if (isLate) return `${type}+`
  // Where the sequence number stands without the custom fields.
  return type === 'CONFIG' && fields.length > 16 && !/^\d+$/.test(fields[14] ?? '') ? 'CONFIG+' : type
}

function reader(layout: Layout, fields: readonly string[]) {
  const get = (name: string): string => {
    const at = layout.index.get(name)
    return at === undefined ? '' : (fields[at] ?? '')
  }
  return { layout, get }
}
