import { copyFile } from 'node:fs/promises'
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/**
 * The packages of this repository are bundled, everything else stays a dependency. kafkajs is loaded as a private instance
 * (packages/kafka), so that the application's own is as it was published. snappy and lz4 are never asked for.
 */
const shared: RolldownOptions = {
  input: { index: 'src/index.ts' },
  platform: 'node',
  external: [/^node:/, /^@kafkajs\//, /^@node-rs\//, 'kafkajs', 'avsc', 'snappy', 'lz4-napi'],
  // Modules of packages/event that the SDK does not use would else keep their import of avsc.
  treeshake: { moduleSideEffects: false },
}

/**
 * A program of just what the SDK reaches: what the consumer's modules export cannot all be declared. Its configuration
 * lies in the root, because the plugin writes what lies outside of the configuration's folder beside the sources.
 */
const types: RolldownOptions = {
  ...shared,
  plugins: [dts({ emitDtsOnly: true, tsconfig: '../../tsconfig.sdk.json' }), typesForRequire()],
}

/** The same declarations under the name that require() looks for. Two type builds side by side failed now and then. */
function typesForRequire(): Plugin {
  return { name: 'types for require', writeBundle: () => copyFile('dist/index.d.ts', 'dist/index.d.cts') }
}

export default defineConfig([
  { ...shared, output: { dir: 'dist', format: 'esm' } },
  { ...shared, output: { dir: 'dist', format: 'cjs', entryFileNames: '[name].cjs' } },
  { ...types, output: { dir: 'dist', format: 'esm' } },
])
