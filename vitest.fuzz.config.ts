import { defineConfig } from 'vitest/config'

/** `npm run test:fuzz`: pure code, no parts. TRAILHOUSE_FUZZ_RUNS=1000000 for a longer run. */
export default defineConfig({ test: { include: ['test/fuzz/*.fuzz.ts'] } })
