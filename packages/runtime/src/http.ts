import { TrailhouseError } from '@trailhouse/errors'
import fastify from 'fastify'
import type { Registry } from 'prom-client'

export type HttpOptions = {
  readonly host: string
  readonly port: number
  readonly registry: Registry
  /** Why the process should be restarted; empty when it is well. */
  live(): readonly string[]
  /** Why the process does not do its whole work now; empty when it does. */
  ready(): readonly string[]
}

export type RunningHttp = { readonly port: number; close(): Promise<void> }

/**
 * Serves GET /metrics, /health/live and /health/ready. Health answers `{"ok", "reasons"}`, with 503 when not ok.
 * @throws TrailhouseError HTTP_LISTEN_FAILED when the port is taken or the address is not this machine's.
 */
export async function startHttp({ host, port, registry, live, ready }: HttpOptions): Promise<RunningHttp> {
  const app = fastify({ forceCloseConnections: true, requestTimeout: 10_000 })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
  const health = { '/health/live': live, '/health/ready': ready }
  for (const [path, check] of Object.entries(health)) {
    app.get(path, (_request, reply) => {
      const reasons = check()
      return reply.code(reasons.length === 0 ? 200 : 503).send({ ok: reasons.length === 0, reasons })
    })
  }
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const why = `cannot listen on ${host}:${port} (${(cause as { code?: string }).code}); free the port or set TRAILHOUSE_HTTP_PORT and TRAILHOUSE_HTTP_HOST`
    throw new TrailhouseError('HTTP_LISTEN_FAILED', why, { cause })
  }
  const bound = app.server.address()
  return { port: typeof bound === 'object' && bound ? bound.port : port, close: () => app.close() }
}
