import { type Classification, unclassified } from '../src/ocsf.ts'
import type { Fields } from './fields.ts'

/** Class by the words of an event's name, which its sender chose (`user.login`, `session.start`), else by what was called. */
export function classify(action: string, fields: Fields): Classification {
  const named = byName(action.slice(0, maxLength))
  const method = fields.first.httpRequestMethod.toUpperCase()
  return named.class_uid === unclassified.class_uid && methods.includes(method, 1)
    ? { class_uid: 4002, activity_id: methods.indexOf(method) }
    : named
}

/** Names are few and come again and again: what the words say of them is kept. */
const known = new Map<string, Classification>()
const maxKnown = 1000

function byName(action: string): Classification {
  const found = known.get(action)
  if (found !== undefined) return found
  const classification = byWords(action)
  if (known.size < maxKnown) known.set(action, classification)
  return classification
}

function byWords(action: string): Classification {
  for (const [pattern, class_uid, activity_id] of words) {
    if (pattern.test(action)) return { class_uid, activity_id }
  }
  return verbOf(action)
}

/** A name is shorter; what a hostile sender puts there need not be searched. */
const maxLength = 200

const methods = ['', 'CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'TRACE', 'PATCH']

/** A word begins and ends where letters do, or where a capital begins it. */
const words: readonly (readonly [RegExp, number, number])[] = [
  [/(?:log[-_ ]?out|sign[-_ ]?out|logoff|session[._ ]end)/i, 3002, 2],
  [/(?:log[-_ ]?in|log[-_ ]?on|sign[-_ ]?in|authenticat|session[._ ]start)/i, 3002, 1],
  [/password[._ -]?(?:reset)/i, 3001, 4],
  [/password/i, 3001, 3],
  [/(?:user|account)[._ -]?(?:create|add|register|invite)/i, 3001, 1],
  [/(?:user|account)[._ -]?(?:delete|remove)/i, 3001, 6],
  [/(?:user|account)[._ -]?(?:disable|suspend|deactivate|block)/i, 3001, 5],
  [/(?:user|account)[._ -]?(?:enable|activate|unblock)/i, 3001, 2],
  [/(?:role|permission|privilege)s?[._ -]?(?:assign|grant|add)|\bgrant/i, 3005, 1],
  [/(?:role|permission|privilege)s?[._ -]?(?:unassign|revoke|remove)|\brevoke/i, 3005, 2],
  [/(?:member|user)[._ -]?(?:added|joined)|group[._ -]?member[._ -]?add/i, 3006, 3],
  [/(?:member)[._ -]?(?:removed|left)|group[._ -]?member[._ -]?remove/i, 3006, 4],
]

const verbs: readonly (readonly [RegExp, number])[] = [
  [/creat|insert|upload|register|\badd/i, 1],
  [/read|list|\bget|view|download|search|query|select|export/i, 2],
  [/updat|chang|modif|edit|\bset|patch|rename|enable|disable|move/i, 3],
  [/delet|remov|destroy|drop|purge/i, 4],
]

function verbOf(action: string): Classification {
  for (const [pattern, activity_id] of verbs) {
    if (pattern.test(action)) return { class_uid: unclassified.class_uid, activity_id }
  }
  return unclassified
}
