import { isObject, list, text } from '../src/fields/text.ts'

/** Values by name of `[{"Name": ..., "Value": ...}]`, which Teams writes with `Key`. */
export function namedValues(properties: unknown): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const property of list(properties)) {
    if (isObject(property)) values.set(text(property['Name'] ?? property['Key']), text(property['Value']))
  }
  return values
}
