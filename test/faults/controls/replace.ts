/**
 * Loaded before a service (`node --import`): gives it other modules in place of its own, so that a mechanism can be taken
 * out without production knowing of it. TRAILHOUSE_TEST_REPLACE is a JSON object of URLs. A replacement can import the
 * module that it replaces.
 */
import { registerHooks } from 'node:module'

const replaced = new Map<string, string>(Object.entries(JSON.parse(process.env['TRAILHOUSE_TEST_REPLACE'] ?? '{}')))
const replacements = new Set(replaced.values())

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const other = replaced.get(resolved.url)
    if (other === undefined || replacements.has(context.parentURL ?? '')) return resolved
    return { ...resolved, url: other }
  },
})
