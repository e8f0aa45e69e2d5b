import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { stopDeadlineMs } from '../src/index.ts'

const fixture = fileURLToPath(new URL('service-fixture.ts', import.meta.url))

function run(behaviour: string) {
  const child = spawn(process.execPath, [fixture, behaviour], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  const { promise: started, resolve } = Promise.withResolvers<void>()
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (output.includes('SERVICE_STARTED')) resolve()
  })
  const exited = new Promise<{ code: number | null; codes: unknown[] }>((done) => {
    child.on('close', (code) =>
      done({
        code,
        codes: output
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).code),
      }),
    )
  })
  return { child, started, exited }
}

test.for(['SIGTERM', 'SIGINT'] as const)('%s stops a service in order, with exit code 0', async (signal) => {
  const { child, started, exited } = run('well')
  await started
  child.kill(signal)
  expect(await exited).toEqual({ code: 0, codes: ['SERVICE_STARTED', 'SERVICE_STOPPING', 'SERVICE_STOPPED'] })
})

test('a bad setting exits 78 and says its code', async () => {
  expect(await run('misconfigured').exited).toEqual({ code: 78, codes: ['SETTING_INVALID', 'SERVICE_STOPPED'] })
})

test.for(['broken', 'rejecting', 'failing'])('a service that is %s exits 1 with a logged code', async (behaviour) => {
  const { code, codes } = await run(behaviour).exited
  expect(code).toBe(1)
  expect(codes).toContain('UNHANDLED_ERROR')
})

test('the deadline for a stop is less than the 10 s after which Docker kills', () => {
  expect(stopDeadlineMs).toBeLessThan(10_000)
})

test('a stop that hangs is cut off at the deadline and exits 1', async () => {
  const { child, started, exited } = run('hanging')
  await started
  child.kill('SIGTERM')
  const { code, codes } = await exited
  expect(code).toBe(1)
  expect(codes).toContain('STOP_DEADLINE_EXCEEDED')
})

test('a second signal ends the process at once', async () => {
  const { child, started, exited } = run('hanging')
  await started
  child.kill('SIGTERM')
  child.stdout.once('data', () => child.kill('SIGINT'))
  expect((await exited).code).toBe(1)
})
