/**
 * `npm start`: the whole pipeline on this machine, the demo on it, and then up until Ctrl-C.
 *
 * usage: npm start [-- --once]    --once: exit after the answers, with 1 when events are missing
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type DemoOptions, runDemo, sayHowToConnect } from './demo/demo.ts'
import { checkDisk, watchDisk } from './src/disk.ts'
import { claim, note, release } from './src/pid-file.ts'
import { startPipeline } from './src/pipeline.ts'
import { buildSdk } from './src/services.ts'
import { checkPorts, type LocalSettings, readLocalSettings } from './src/settings.ts'
import { describeExit } from './src/supervise.ts'

const say = (line: string) => console.log(line)

/** Resolves when someone wants the end: Ctrl-C, SIGTERM, or a terminal that goes away. Later signals change nothing. */
function onInterrupt(): AbortSignal {
  const aborter = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => aborter.abort())
  // A terminal or pipe that has gone must not end us in the middle of stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => aborter.abort())
  return aborter.signal
}

async function run(local: LocalSettings, once: boolean, signal: AbortSignal): Promise<number> {
  const built = buildSdk(signal)
  built.catch(() => {})
  const pipeline = await startPipeline({
    local,
    signal,
    progress: say,
    onRestart: (part, exit) => say(`${part.name} ended (${describeExit(exit)}) and was started again`),
    onParts: (parts) => note(pidFile(local), parts),
  })
  const ending = new AbortController()
  const trouble = Promise.race([pipeline.failed, watchDisk(local.localData, signal)])
  const untilEnd = AbortSignal.any([signal, ending.signal])
  const demo = built.then(() => demonstrate({ local, pipeline, signal: untilEnd, say }, once))
  try {
    const complete = await Promise.race([demo, trouble.then(() => true)])
    if (!once) await trouble
    return complete && !(once && signal.aborted) ? 0 : 1
  } finally {
    say('stopping')
    ending.abort()
    await demo.catch(() => {})
    await pipeline.stop()
  }
}

async function demonstrate(options: DemoOptions, once: boolean): Promise<boolean> {
  const complete = await runDemo(options)
  if (!once && !options.signal.aborted) await sayHowToConnect(options)
  return complete
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } })
  const local = readLocalSettings(process.env)
  const signal = onInterrupt()
  await mkdir(local.localData, { recursive: true })
  await checkDisk(local.localData)
  await claim(pidFile(local), say)
  try {
    await checkPorts(local)
    return await run(local, values.once, signal)
  } catch (error) {
    if (signal.aborted) return values.once ? 1 : 0
    // Whatever failed, a full disk is the reason that helps.
    await checkDisk(local.localData)
    throw error
  } finally {
    release(pidFile(local))
  }
}

function pidFile(local: LocalSettings): string {
  return join(local.localData, 'pids.json')
}

/** Nothing is worth waiting for longer: what is left is killed by the kernel when this process ends. */
const code = await main().catch((error: unknown) => {
  console.error(`trailhouse: ${error instanceof Error ? error.message : String(error)}`)
  return 1
})
process.exit(code)
