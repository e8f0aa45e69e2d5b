import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '@trailhouse/local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { openPipeline, type Pipeline } from '../support/pipeline.ts'
import { until } from '../support/until.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

let pipeline: Pipeline
let normalizer: string
let sink: string
beforeAll(async () => {
  pipeline = await openPipeline(1)
  for (const service of [pipeline.normalizer, pipeline.sink]) service.start()
  ;[normalizer, sink] = await Promise.all([pipeline.normalizer.address(), pipeline.sink.address()])
})
afterAll(() => pipeline.close())

const scrape = async (address: string) => (await fetch(`http://${address}/metrics`)).text()

test('each metric that an alert or the runbook names is served, with a HELP that promtool accepts', async () => {
  const [ofNormalizer, ofSink] = await Promise.all([scrape(normalizer), scrape(sink)])
  const served = new Set([...(ofNormalizer + ofSink).matchAll(/^# HELP (\S+)/gm)].map((match) => match[1]))
  const texts = read('infra/prometheus/rules/trailhouse.yml') + read('docs/operations.md')
  const named = [...texts.matchAll(/\btrailhouse_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, ''))
  expect(named.filter((name) => !served.has(name))).toEqual([])
  // prom-client names three gauges of Node's own `_total`, which promtool dislikes; the names are not ours to change.
  const ours = (text: string) => text.replaceAll(/^.*\bnodejs_.*\n/gm, '')
  for (const text of [ofNormalizer, ofSink]) await promtool(ours(text))
})

/** @throws with what promtool says */
function promtool(metrics: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said))))
    child.stdin.end(metrics)
  })
}

test('a real Prometheus scrapes both services by our configuration and evaluates every rule', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'trailhouse-prometheus-'))
  const [port] = await freePorts(1)
  const targets: Record<string, string> = { normalizer, sink }
  type Config = {
    rule_files: string[]
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
  }
  const config = parse(read('infra/prometheus/prometheus.yml')) as Config
  config.rule_files = [join(root, 'infra/prometheus/rules/*.yml')]
  config.scrape_configs = config.scrape_configs.filter(({ job_name }) => job_name in targets)
  for (const job of config.scrape_configs) job.static_configs = [{ targets: [targets[job.job_name] ?? ''] }]
  const global = { scrape_interval: '1s', evaluation_interval: '1s' }
  writeFileSync(join(dir, 'prometheus.yml'), stringify({ ...config, global }))
  const listen = `--web.listen-address=127.0.0.1:${port}`
  const storage = `--storage.tsdb.path=${dir}/data`
  const prometheus = spawn('prometheus', [`--config.file=${dir}/prometheus.yml`, storage, listen], { stdio: 'ignore' })
  try {
    const api = async <Data>(path: string): Promise<Data> => {
      const answer = (await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()) as { data: Data }
      return answer.data
    }
    await until(
      'both services are up',
      async () => {
        const up = await api<{ result: { value: [number, string] }[] }>('query?query=sum(up)').catch(() => undefined)
        return up?.result[0]?.value[1] === '2'
      },
      20_000,
    )
    type Rule = { name: string; health: string; lastError?: string }
    let rules: Rule[] = []
    await until(
      'every rule is evaluated',
      async () => {
        rules = (await api<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap((group) => group.rules)
        return rules.length > 0 && rules.every(({ health }) => health !== 'unknown')
      },
      10_000,
    )
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
  } finally {
    prometheus.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
  }
})
