import { isObject } from '../src/fields/text.ts'

/**
 * Whether a security event tells of a success or a failure. Its keywords say so as a mask (bit 53 is Audit Success, 52
 * Audit Failure: winmeta.xml) or by name; older ways of reading the log give the same as the event's type.
 */
export function auditResult(...said: readonly unknown[]): 'success' | 'failure' | '' {
  for (const each of said) {
    const result = typeof each === 'number' ? ofMask(each) : typeof each === 'string' ? ofText(each) : ofList(each)
    if (result !== '') return result
  }
  return ''
}

/** A signed or unsigned 64-bit mask. JSON.parse keeps its upper eleven bits exactly. */
function ofMask(mask: number): 'success' | 'failure' | '' {
  const upper = Math.floor((mask < 0 ? mask + 2 ** 64 : mask) / 2 ** 52) % 4
  return upper === 1 ? 'failure' : upper === 2 ? 'success' : ''
}

function ofText(said: string): 'success' | 'failure' | '' {
  if (said.length > 64) return ''
  if (/^(?:0x[0-9a-f]{1,16}|-?\d{5,20})$/i.test(said)) return ofMask(Number(said))
  if (/audit|überwach/i.test(said)) {
    if (/success|succ[eè]s|erfolg|correct/i.test(said)) return 'success'
    return /fail|[eé]chec|fehl|error/i.test(said) ? 'failure' : ''
  }
  return ''
}

function ofList(said: unknown): 'success' | 'failure' | '' {
  if (Array.isArray(said)) return auditResult(...said.slice(0, 8).filter((each) => typeof each === 'string'))
  return isObject(said) ? auditResult(said['Keyword'], said['#text']) : ''
}

/** The level as a number: 1 critical, 2 error, 3 warning, 4 information, 5 verbose. */
export function levelOf(...said: readonly unknown[]): number {
  for (const each of said) {
    const level = typeof each === 'number' ? each : typeof each === 'string' ? ofName(each) : 0
    if (level > 0 && level <= 5) return level
  }
  return 0
}

const ofName = (name: string): number => levels.get(name) ?? (/^[1-5]$/.test(name) ? Number(name) : 0)

const levels = new Map([
  ['Critical', 1],
  ['CRITICAL', 1],
  ['critical', 1],
  ['Error', 2],
  ['ERROR', 2],
  ['error', 2],
  ['Warning', 3],
  ['WARNING', 3],
  ['warning', 3],
  ['Information', 4],
  ['INFORMATION', 4],
  ['information', 4],
  ['Informational', 4],
  ['INFO', 4],
  ['info', 4],
  ['Verbose', 5],
  ['VERBOSE', 5],
  ['verbose', 5],
])
