import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { testTopic } from './support/topic.ts'

const packageDir = resolve(import.meta.dirname, '..')
const bin = resolve(packageDir, '../../node_modules/.bin')
const run = promisify(execFile)
const env = { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}` }
let dir = ''
let tarball = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-sdk-'))
  // By turbo, which leaves a current build alone: other tests may be running it. `npm publish` builds by prepack.
  await run('turbo', ['run', 'build', '--filter=@trailhouse/sdk'], { cwd: resolve(packageDir, '../..'), env })
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', dir], { cwd: packageDir, env })
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'))
  tarball = join(dir, `trailhouse-sdk-${version}.tgz`)
  await writeFile(join(dir, 'package.json'), '{"private":true,"type":"module"}')
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock']
  const types = JSON.parse(await readFile(resolve(packageDir, '../../package.json'), 'utf8')).devDependencies[
    '@types/node'
  ]
  await run('npm', ['install', ...quiet, tarball, `@types/node@${types}`], { cwd: dir, env })
}, 120_000)

afterAll(() => rm(dir, { recursive: true, force: true }))

test('the package has no fault that publint knows', async () => {
  const { stdout } = await run('publint', ['--strict', tarball], { env })
  expect(stdout).toContain('All good!')
})

test('its types resolve as they run, in every way of resolution', async () => {
  const { stdout } = await run('attw', [tarball, '--format', 'ascii'], { env })
  expect(stdout).toContain('No problems found')
})

const program = (load: string) => `${load}
const [kafka, registry, topic] = process.argv.slice(2)
const actions = defineActions({ 'order.refund': { class: 'entity_management', activity: 'update', target: 'order' } })
const audit = createAudit({ service: 'shop', brokers: [kafka], registry, topic, actions })
async function main() {
  const receipt = await audit.record({ action: 'order.refund', actor: 'u1', target: '1042', outcome: 'success' })
  await audit.close()
  try {
    audit.record({ action: 'order.refund', actor: 'u1', target: '1042' })
  } catch (error) {
    console.log(JSON.stringify({ receipt, closed: error instanceof TrailhouseError && error.code }))
  }
}
main()
`

test.each([
  ['ESM', 'use.mjs', "import { createAudit, defineActions, TrailhouseError } from '@trailhouse/sdk'"],
  ['CommonJS', 'use.cjs', "const { createAudit, defineActions, TrailhouseError } = require('@trailhouse/sdk')"],
])('the installed tarball emits from %s, and its process ends by itself after close', async (_kind, file, load) => {
  const topic = await testTopic(1)
  await writeFile(join(dir, file), program(load))
  const { stdout } = await run('node', [file, inject('kafka'), inject('registry'), topic.name], {
    cwd: dir,
    env,
    timeout: 20_000,
  })
  const { receipt, closed } = JSON.parse(stdout)
  expect(closed).toBe('AUDIT_CLOSED')
  expect((await topic.read()).map(({ event }) => event)).toMatchObject([{ ...receipt, target_type: 'order' }])
})

test("an application's own kafkajs stays as it was published, loaded before the SDK or after", async () => {
  const topic = await testTopic(1)
  const check = `const RequestQueue = require('kafkajs/src/network/requestQueue')
const before = RequestQueue.prototype.scheduleCheckPendingRequests
const [kafka, registry, topic] = process.argv.slice(2)
const audit = require('@trailhouse/sdk').createAudit({ service: 'shop', brokers: [kafka], registry, topic })
audit.record({ action: 'a', actor: 'u1' }).then(async ({ producer_seq }) => {
  await audit.close()
  const queue = require('kafkajs/src/network/requestQueue') === RequestQueue
  const method = RequestQueue.prototype.scheduleCheckPendingRequests === before
  const sends = String(require('kafkajs/src/producer/sendMessages.js')).includes('createProducerRequests')
  console.log(JSON.stringify({ producer_seq, queue, method, sends }))
})`
  await writeFile(join(dir, 'own.cjs'), check)
  const args = ['own.cjs', inject('kafka'), inject('registry'), topic.name]
  const { stdout } = await run('node', args, { cwd: dir, env, timeout: 20_000 })
  expect(JSON.parse(stdout)).toEqual({ producer_seq: 1, queue: true, method: true, sends: true })
})

test('the installed types check under node16, for ESM and for CommonJS', async () => {
  const body = `import { type Audit, createAudit, DeliveryError, defineActions } from '@trailhouse/sdk'
const actions = defineActions({ 'order.refund': { class: 'entity_management', activity: 'update', target: 'order' } })
const audit: Audit<typeof actions> = createAudit({ service: 's', brokers: ['a:1'], registry: 'http://r', actions })
export async function use(): Promise<number> {
  audit.record({ action: 'order.refund', actor: { id: 'u', type: 'user' }, target: '1' }).catch((error: unknown) => {
    if (error instanceof DeliveryError && error.code === 'DELIVERY_UNKNOWN') console.log(error.event_id)
  })
  // @ts-expect-error an action that the catalogue does not have
  audit.record({ action: 'order.delete', actor: 'u', target: '1' })
  await audit.flush()
  return audit.attempt('order.refund', () => 42, { target: '1' })
}
`
  await Promise.all(['use.mts', 'use.cts'].map((file) => writeFile(join(dir, file), body)))
  const options = ['--noEmit', '--strict', '--module', 'node16', '--target', 'es2022', '--skipLibCheck', 'false']
  const args = [...options, '--types', 'node', 'use.mts', 'use.cts']
  const { stdout } = await run('tsc', args, { cwd: dir, env }).catch((error) => error)
  expect(stdout).toBe('')
})
