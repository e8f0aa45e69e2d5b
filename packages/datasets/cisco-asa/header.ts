import { type CiscoHead, readCiscoHead } from '../src/parsers/cisco-head.ts'

/** A message of ASA, FTD or their forerunners: `%ASA-6-302013: text`. */
export type AsaMessage = CiscoHead & {
  /** `ASA`, `FTD`, `PIX`, `FWSM`. */
  readonly product: string
  /** 0 to 7. */
  readonly severity: number
  /** Six digits. */
  readonly id: string
  readonly text: string
}

/** Past this no message begins. */
const maxHead = 1024

/** EMBLEM writes the class of the message between product and severity; FTD's own daemons write two dashes. */
const mark = /%(ASA|FTD|PIX|FWSM|NGIPS)-(?:[a-z][\w-]{0,30}?)?-?([0-7])-(\d{6}): ?/i

/**
 * Undefined where the line holds no such message.
 * @param now microseconds since 1970-01-01 UTC
 */
export function readAsaMessage(line: string, now: number): AsaMessage | undefined {
  const found = mark.exec(line.slice(0, maxHead))
  if (found === null) return undefined
  return {
    ...readCiscoHead(line.slice(0, found.index), now),
    product: found[1]?.toUpperCase() ?? '',
    severity: Number(found[2]),
    id: found[3] ?? '',
    text: line.slice(found.index + found[0].length).trim(),
  }
}
