import { pointerTo } from '../src/fields/change.ts'
import type { Draft } from '../src/mapper.ts'

/** More attributes than a person would read. */
const maxAttributes = 200

/**
 * Values before and after a change of the configuration: `name[old->new]` of an edit, `name[value]` of a new object, one
 * after the other. A value may hold brackets of its own.
 */
export function readChange(attributes: string, action: string): Draft {
  if (attributes === '') return {}
  const before = new Map<string, string>()
  const after = new Map<string, string>()
  let count = 0
  for (let at = 0; at < attributes.length && count < maxAttributes; count++) {
    const open = attributes.indexOf('[', at)
    if (open < 0) break
    const close = endOfValue(attributes, open)
    const name = attributes.slice(at, open).trim()
    const value = attributes.slice(open + 1, close)
    const arrow = value.indexOf('->')
    if (arrow >= 0) before.set(name, value.slice(0, arrow))
    if (action === 'Delete') before.set(name, value)
    else after.set(name, arrow < 0 ? value : value.slice(arrow + 2))
    at = close + 1
  }
  return {
    before: json(before),
    after: json(after),
    changed: [...(after.size > 0 ? after : before).keys()].map(pointerTo),
  }
}

const json = (values: ReadonlyMap<string, string>): string =>
  values.size === 0 ? '' : JSON.stringify(Object.fromEntries(values))

function endOfValue(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 91) depth += 1
    else if (code === 93) {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return text.length
}
