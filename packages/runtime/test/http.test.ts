import { expect, onTestFinished, test } from 'vitest'
import { Counter, createMetrics, startHttp } from '../src/index.ts'

async function serve(reasons: { live: string[]; ready: string[] }) {
  const registry = createMetrics('sink')
  new Counter({ name: 'trailhouse_things_total', help: 'Things.', registers: [registry] }).inc(3)
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    registry,
    live: () => reasons.live,
    ready: () => reasons.ready,
  })
  onTestFinished(() => http.close())
  return { port: http.port, get: (path: string) => fetch(`http://127.0.0.1:${http.port}${path}`) }
}

test('metrics are served as Prometheus text, each with HELP, the process among them', async () => {
  const { get } = await serve({ live: [], ready: [] })
  const text = await (await get('/metrics')).text()
  expect(text).toContain('trailhouse_things_total{service="sink"} 3')
  expect(text).toContain('process_resident_memory_bytes{service="sink"}')
  const names = (kind: string) => [...text.matchAll(new RegExp(`^# ${kind} (\\S+)`, 'gm'))].map((match) => match[1])
  expect(names('HELP')).toEqual(names('TYPE'))
})

test('health is 200 without a reason and 503 with the reasons', async () => {
  const reasons = { live: [], ready: ['partition audit.normalized-3 is paused'] }
  const { get } = await serve(reasons)
  expect((await get('/health/live')).status).toBe(200)
  const ready = await get('/health/ready')
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({ ok: false, reasons: reasons.ready })
})

test('a taken port is named, with the setting that changes it', async () => {
  const { port } = await serve({ live: [], ready: [] })
  const again = startHttp({ host: '127.0.0.1', port, registry: createMetrics('sink'), live: () => [], ready: () => [] })
  await expect(again).rejects.toMatchObject({ code: 'HTTP_LISTEN_FAILED' })
  await expect(again).rejects.toThrow(`127.0.0.1:${port} (EADDRINUSE)`)
})
