/**
 * Pairs of `name=value` in a line, separated by white space; a value may be empty, or in double or single quotes.
 * Of a name that comes twice the last counts. Words that are no pair are left out.
 */
export function keyValues(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const [, name = '', double, single, bare] of text.matchAll(pair)) {
    pairs.set(name, double?.replace(/\\(["\\])/g, '$1') ?? single ?? bare ?? '')
  }
  return pairs
}

const pair = /(?<![^\s,;])([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;]*))/g
