import { type CiscoHead, readCiscoHead } from '../src/parsers/cisco-head.ts'

/** A system message of IOS, IOS XE, IOS XR or NX-OS: `%FACILITY-SEVERITY-MNEMONIC: text`, and what stands before it. */
export type SystemMessage = CiscoHead & {
  readonly facility: string
  readonly severity: number
  readonly mnemonic: string
  readonly text: string
}

/** Past this no message begins. */
const maxHead = 1024

const mark = /%([A-Za-z]\w*(?:-\w+)*?)-([0-7])-(\w+) ?: ?/

/**
 * Undefined where the line holds no system message.
 * @param now microseconds since 1970-01-01 UTC
 */
export function readSystemMessage(line: string, now: number): SystemMessage | undefined {
  const found = mark.exec(line.slice(0, maxHead))
  if (found === null) return undefined
  return {
    ...readCiscoHead(line.slice(0, found.index), now),
    facility: found[1] ?? '',
    severity: Number(found[2]),
    mnemonic: found[3] ?? '',
    text: line.slice(found.index + found[0].length).trim(),
  }
}
