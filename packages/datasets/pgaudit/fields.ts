import type { Target } from '@trailhouse/event'

/** Attributes without the absent ones. */
export function attributesOf(pairs: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(pairs).filter((pair): pair is [string, string] => Boolean(pair[1])))
}

export function databaseTarget(database: string): Target[] {
  return database === '' ? [] : [{ type: 'database', id: database, name: database }]
}

/** A statement longer than this is not searched for roles. */
const maxSearched = 4096

/** Roles that a statement makes, changes, drops, gives to or takes from. */
export function roleTargets(statement: string): Target[] {
  const text = statement.slice(0, maxSearched)
  const named =
    /^\s*(?:create|alter|drop)\s+(?:role|user|group)\s+(?:if\s+exists\s+)?("[^"]+"|\w+)/i.exec(text) ??
    /\s(?:to|from)\s+(?:group\s+)?("[^"]+"|\w+)[^;]*;?\s*$/i.exec(text)
  const name = named?.[1]?.replaceAll('"', '') ?? ''
  return name === '' ? [] : [{ type: 'role', id: name, name }]
}
