import { createLogger, loadSettings, runService, text } from '../src/index.ts'

/** A service whose behaviour its first argument names: what service.test.ts runs as a process of its own. */
const behaviour = process.argv[2]

await runService(
  'fixture',
  async ({ fail }) => {
    if (behaviour === 'misconfigured') loadSettings({ needed: text({ description: 'needed' }) }, {})
    if (behaviour === 'broken') throw new Error('no start')
    const alive = setInterval(() => undefined, 1_000)
    if (behaviour === 'rejecting') setImmediate(() => void Promise.reject(new Error('nobody looked')))
    if (behaviour === 'failing') setImmediate(() => fail(new Error('gave up')))
    return {
      logger: createLogger({ service: 'fixture', level: 'info' }),
      stop: async () => {
        if (behaviour === 'hanging') await new Promise(() => undefined)
        clearInterval(alive)
      },
    }
  },
  1_000,
)
