/**
 * Loads a private instance of kafkajs in which single modules are replaced. A module graph of our own, not
 * `require.cache`: the SDK lives in processes whose other code may use kafkajs too, and must find it as it was published.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { compileFunction } from 'node:vm'

/** Gets the original exports and a loader for other modules of the same instance; returns the exports to use. */
export type Replacement = (original: never, load: (file: string) => never) => unknown

/** Path beneath kafkajs/src -> its replacement. */
export type Replacements = Readonly<Record<string, Replacement>>

/** Returns a function that gives a module of the instance by its path beneath kafkajs/src, e.g. `index.js`. */
export function loadKafkajs(replacements: Replacements): (file: string) => unknown {
  const entry = createRequire(import.meta.url).resolve('kafkajs')
  const source = join(dirname(entry), 'src')
  const byFile = new Map(Object.entries(replacements).map(([file, replace]) => [join(source, file), replace]))
  const modules = new Map<string, { exports: unknown }>()

  function load(file: string): unknown {
    const loaded = modules.get(file)
    if (loaded) return loaded.exports
    const module = { exports: {} as unknown }
    modules.set(file, module)
    evaluate(file, module)
    const replace = byFile.get(file)
    if (replace)
      module.exports = replace(module.exports as never, ((name: string) => load(join(source, name))) as never)
    return module.exports
  }

  function evaluate(file: string, module: { exports: unknown }): void {
    const native = createRequire(file)
    const require = (name: string): unknown => {
      if (!name.startsWith('.')) return native(name)
      const target = native.resolve(name)
      return extname(target) === '.js' ? load(target) : native(target)
    }
    const parameters = ['exports', 'require', 'module', '__filename', '__dirname']
    const run = compileFunction(readFileSync(file, 'utf8'), parameters, { filename: file })
    run.call(module.exports, module.exports, require, module, file, dirname(file))
  }

  return (file) => load(join(source, file))
}
