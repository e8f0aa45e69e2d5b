/** A pair list longer than this is not read past it. */
const maxPairs = 200

/**
 * Pairs of Keycloak's logging listener, `type="LOGIN", realmId="r"`: values in double quotes (`\"` inside), in single
 * quotes where they hold a space (before 24), or bare up to the comma. `null` is absent.
 */
export function eventPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = Object.create(null)
  pair.lastIndex = 0
  for (let count = 0; count < maxPairs; count++) {
    const found = pair.exec(text)
    if (found === null) break
    const [, name = '', double, single, bare] = found
    const value = double?.replaceAll('\\"', '"') ?? single ?? bare?.trimEnd() ?? ''
    if (value !== 'null' && value !== '') pairs[name] = value.toWellFormed()
  }
  pair.lastIndex = 0
  return pairs
}

const pair = /[\s,]*([\w.:-]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^,\n]*))/gy

/** Where the pairs of an event begin in a line, or -1. */
export function pairsStart(text: string): number {
  const found = start.exec(text.slice(0, maxHead))
  return found === null ? -1 : found.index + (found[1]?.length ?? 0)
}

/** What stands in front is the layout of the log: time, level, logger, thread. */
const maxHead = 1024
const start =
  /(^|[\s"|:])(?:type="?[A-Z][A-Z0-9_]+"?, ?(?:realmId|realmName|clientId)=|operationType="?[A-Z]+"?, ?realmId=)/
