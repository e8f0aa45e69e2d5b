/** Attributes without the absent ones. */
export function attributesOf(pairs: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const present: Record<string, string> = {}
  for (const name in pairs) {
    const value = pairs[name]
    if (value) present[name] = value
  }
  return present
}
