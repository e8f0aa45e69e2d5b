/**
 * `npm run bench -- SUITE [arguments]`: measures one part by itself. A suite prints figures and passes or fails nothing;
 * docs/ says on which machine its figures were taken.
 */
const suites: ReadonlyMap<string, () => Promise<unknown>> = new Map([
  ['datasets', () => import('../../packages/datasets/bench/datasets.ts')],
])

const suite = process.argv[2] ?? ''
const load = suites.get(suite)
if (load === undefined) {
  console.error(`usage: npm run bench -- SUITE, one of: ${[...suites.keys()].join(', ')}`)
  process.exitCode = 1
} else {
  // A suite reads its arguments as if it had been started by itself.
  process.argv.splice(2, 1)
  await load()
}
