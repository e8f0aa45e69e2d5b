import { type Classification, unclassified } from '../src/ocsf.ts'

/** Class by the words of the type, which its producer chose: `com.example.user.created`. Kept, as types are few. */
export function classify(type: string): Classification {
  const found = known.get(type)
  if (found !== undefined) return found
  const classification = byWords(type.slice(-maxLength))
  if (known.size < maxKnown) known.set(type, classification)
  return classification
}

const known = new Map<string, Classification>()
const maxKnown = 1000
/** The verb stands last; what a hostile producer puts in front need not be searched. */
const maxLength = 200

function byWords(type: string): Classification {
  for (const [pattern, class_uid, activity_id] of words) if (pattern.test(type)) return { class_uid, activity_id }
  return unclassified
}

const words: readonly (readonly [RegExp, number, number])[] = [
  [/log[-_ ]?out|sign[-_ ]?out|logoff|session[._]?end/i, 3002, 2],
  [/log[-_ ]?in|log[-_ ]?on|sign[-_ ]?in|authenticat|session[._]?start/i, 3002, 1],
  [/password[._ -]?reset/i, 3001, 4],
  [/password/i, 3001, 3],
  [/(?:user|account)[._ -]?(?:creat|add|register|invit)/i, 3001, 1],
  [/(?:user|account)[._ -]?(?:delet|remov)/i, 3001, 6],
  [/(?:user|account)[._ -]?(?:disabl|suspend|deactivat|block)/i, 3001, 5],
  [/(?:user|account)[._ -]?(?:enabl|activat|unblock)/i, 3001, 2],
  [/(?:role|permission|privilege)s?[._ -]?(?:assign|grant|add)|\bgrant/i, 3005, 1],
  [/(?:role|permission|privilege)s?[._ -]?(?:unassign|revok|remov)|\brevok/i, 3005, 2],
  [/member[._ -]?(?:add|join)/i, 3006, 3],
  [/member[._ -]?(?:remov|left)/i, 3006, 4],
  [/delet|remov|destroy|purge/i, 6003, 4],
  [/creat|insert|upload|register|\badd|finalize/i, 6003, 1],
  [/updat|chang|modif|edit|patch|renam|enabl|disabl|mov|metadata/i, 6003, 3],
  [/read|list|view|download|search|query|export|access/i, 6003, 2],
]
