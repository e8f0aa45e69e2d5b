import { createLogger, createMetrics, loadSettings, runService, secretValues, startHttp } from '@trailhouse/runtime'
import { checkSettings } from './check-settings.ts'
import { settings as declaration } from './config.ts'
import { Normalizer } from './normalizer.ts'

await runService('normalizer', async ({ signal, fail }) => {
  const settings = loadSettings(declaration, process.env, checkSettings)
  const secrets = secretValues(declaration, settings)
  const logger = createLogger({ service: 'normalizer', level: settings.logLevel, secrets })
  const registry = createMetrics('normalizer')
  const normalizer = new Normalizer(settings, { registry, logger, signal, fail })
  const { httpHost: host, httpPort } = settings
  const http = await startHttp({ host, port: httpPort, registry, live: () => [], ready: () => normalizer.notReady() })
  logger.info({ code: 'HTTP_LISTENING', host, port: http.port }, 'serving /metrics and /health')
  process.on('SIGUSR2', () => normalizer.resumeInputs())
  normalizer.start()
  return {
    logger,
    stop: async () => {
      await normalizer.stop()
      await http.close()
    },
  }
})
