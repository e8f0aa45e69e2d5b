import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,services,sdks,schemas,infra,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.trailhouse/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Two cores: more workers only fight over them with Kafka and ClickHouse.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
