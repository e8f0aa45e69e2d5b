import { defineConfig } from 'vitest/config'

/** The whole fault matrix: `npm run test:faults`, or a part of it: `npm run test:faults -- -t 'no space'`. */
export default defineConfig({
  test: {
    include: ['test/faults/all.faults.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['verbose', './test/faults/framework/reporter.ts'],
    // Trials mostly wait for a session of 6 s to end: four of them keep two cores busy.
    maxConcurrency: 4,
  },
})
