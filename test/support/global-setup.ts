/**
 * One real stack for a whole test run, on free ports and in a temporary folder of its own. Tests get its addresses by
 * `inject('kafka')`, `inject('registry')`, `inject('clickhouse')` and make topics, subjects and databases with names of
 * their own. With TRAILHOUSE_TEST_KAFKA, _REGISTRY and _CLICKHOUSE set, as `node infra/local/stack.ts` prints them,
 * nothing is started.
 */
import { rmSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTools, prepareStack, type Stack, startStack } from '@trailhouse/local'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Bootstrap server, `127.0.0.1:port`. */
    kafka: string
    /** URL of the Confluent-compatible API, up to and with /apis/ccompat/v7. */
    registry: string
    /** HTTP URL with the credentials of `admin`; the password of each other user is its name. */
    clickhouse: string
  }
}

const PREFIX = 'trailhouse-test-'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const tools = await ensureTools(console.log)
  if (tools !== '') process.env['PATH'] = `${tools}:${process.env['PATH'] ?? ''}`
  const given = givenAddresses(process.env)
  if (given !== undefined) {
    provide(project, given)
    return async () => {}
  }
  await prepareStack(console.log)
  await removeLeftBehind()
  const dir = join(tmpdir(), `${PREFIX}${process.pid}`)
  await mkdir(dir)
  const stack = await startStack({ dir })
  // Vitest ends at once on Ctrl-C and SIGTERM, without the teardown.
  process.once('exit', () => abandon(stack, dir))
  provide(project, {
    kafka: stack.kafka.address,
    registry: stack.registry.address,
    clickhouse: stack.clickhouse.address,
  })
  return () => end(stack, dir)
}

type Addresses = { kafka: string; registry: string; clickhouse: string }

function givenAddresses(env: NodeJS.ProcessEnv): Addresses | undefined {
  const { TRAILHOUSE_TEST_KAFKA, TRAILHOUSE_TEST_REGISTRY, TRAILHOUSE_TEST_CLICKHOUSE } = env
  if (!TRAILHOUSE_TEST_KAFKA || !TRAILHOUSE_TEST_REGISTRY || !TRAILHOUSE_TEST_CLICKHOUSE) return undefined
  return { kafka: TRAILHOUSE_TEST_KAFKA, registry: TRAILHOUSE_TEST_REGISTRY, clickhouse: TRAILHOUSE_TEST_CLICKHOUSE }
}

function provide(project: TestProject, addresses: Addresses): void {
  project.provide('kafka', addresses.kafka)
  project.provide('registry', addresses.registry)
  project.provide('clickhouse', addresses.clickhouse)
}

/** The data is of no more use, so there is nothing to wait for. */
async function end({ kafka, registry, clickhouse }: Stack, dir: string): Promise<void> {
  await Promise.all([kafka, registry, clickhouse].map((part) => part.kill('SIGKILL')))
  await rm(dir, { recursive: true, force: true, maxRetries: 3 })
}

function abandon({ kafka, registry, clickhouse }: Stack, dir: string): void {
  for (const part of [kafka, registry, clickhouse]) void part.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
}

/** A run that was killed has lost its stack (the parts die with their parent), and could not remove its folder. */
async function removeLeftBehind(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX))
  const stale = names.filter((name) => !runs(Number(name.slice(PREFIX.length))))
  await Promise.all(stale.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })))
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
