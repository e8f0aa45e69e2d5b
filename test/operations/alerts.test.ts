import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const run = promisify(execFile)
const prometheus = fileURLToPath(new URL('../../infra/prometheus/', import.meta.url))
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

type Rules = { groups: { rules: { alert: string; annotations: { runbook: string } }[] }[] }
const rules = (parse(read('infra/prometheus/rules/trailhouse.yml')) as Rules).groups.flatMap((group) => group.rules)

test('promtool accepts the scrape configurations and the rules', async () => {
  for (const file of ['prometheus.yml', 'prometheus.docker.yml']) {
    await run('promtool', ['check', 'config', file], { cwd: prometheus })
  }
})

test('each alert is quiet and fires when its rule test says so', async () => {
  await run('promtool', ['test', 'rules', 'tests/trailhouse.test.yml'], { cwd: prometheus })
})

test('each alert has a rule test that makes it fire', () => {
  type Tests = { tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[] }
  const { tests } = parse(read('infra/prometheus/tests/trailhouse.test.yml')) as Tests
  const fired = tests.flatMap((one) => one.alert_rule_test).filter((one) => one.exp_alerts.length > 0)
  expect(new Set(fired.map((one) => one.alertname))).toEqual(new Set(rules.map((rule) => rule.alert)))
})

test('each alert links to its entry in the runbook', () => {
  const headings = [...read('docs/operations.md').matchAll(/^### (\S+)$/gm)].map((match) => match[1])
  expect(headings.sort()).toEqual(rules.map((rule) => rule.alert).sort())
  for (const rule of rules) {
    expect(rule.annotations.runbook).toBe(`docs/operations.md#${rule.alert.toLowerCase()}`)
  }
})
