import { outcomeOfWords } from '../src/fields/words.ts'
import type { Draft } from '../src/mapper.ts'

/** Actions after which the session went on. All others (deny, drop, reset-both, block-url, sinkhole, ...) ended it. */
const allowed = new Set([
  'allow',
  'alert',
  'continue',
  'override',
  'syncookie-sent',
  'wildfire-upload-success',
  'wildfire-upload-skip',
  'forward',
  'forward-skip',
  'upload-success',
  'upload-skip',
  'permit',
  'random-drop-allow',
])

export function outcomeOf(type: string, subtype: string, get: (name: string) => string): Draft['outcome'] {
  switch (type) {
    case 'CONFIG':
      return resultOf(get('result'))
    case 'GLOBALPROTECT':
      return resultOf(get('status'))
    case 'USERID':
    case 'USER-ID':
      return /^(?:login|logout|register-tag|unregister-tag)$/.test(subtype) ? 'success' : 'unknown'
    case 'AUTHENTICATION':
    case 'AUTH':
      return firstKnown(get('event'), subtype, get('desc'))
    case 'SYSTEM':
      return firstKnown(get('eventid'), get('opaque'))
    default:
      return get('action') === '' ? 'unknown' : allowed.has(get('action')) ? 'success' : 'failure'
  }
}

/** Submitted, Succeeded, Failed, Unauthorized; success, failure. */
function resultOf(result: string): Draft['outcome'] {
  if (/^(?:submitted|succ)/i.test(result)) return 'success'
  return result === '' ? 'unknown' : 'failure'
}

function firstKnown(...texts: readonly string[]): Draft['outcome'] {
  for (const text of texts) {
    // `globalprotectgateway-auth-succ`, `auth-fail`.
    const words = text.replaceAll('-', ' ').replace(/\bsucc\b/, 'success')
    const found = words === '' ? 'unknown' : outcomeOfWords(words.replace(/'[^']*'/g, ''))
    if (found !== 'unknown') return found
  }
  return 'unknown'
}
