import type { Mode, TcpProxy } from '../support/tcp-proxy.ts'
import { until } from '../support/until.ts'
import type { Instance } from './instance.ts'
import type { Fault } from './plan.ts'
import type { WiredPart } from './stack.ts'

/** What was counted of a fault: a fault that counts nothing had no effect. */
export type Seen = Readonly<Record<string, number>>

/** Resolves when the fault has lasted long enough. */
type Lasting = () => Promise<unknown>

const slowMs = 200
const narrowBytesPerSecond = 65_536

const modes: Partial<Record<Fault, Mode>> = {
  'half-open': 'half-open',
  swallow: 'swallow-responses',
  refuse: 'refuse',
  'answer 404': { http: 404, body: '{"error_code":404,"message":"not here"}' },
  'answer 500': { http: 500 },
  'answer 503': { http: 503 },
}

/** Kills or pauses a part, or does something to its wire, for a while. Resolves when the part serves again. */
export async function strikePart({ part, proxy }: WiredPart, fault: Fault, lasting: Lasting): Promise<Seen> {
  switch (fault) {
    case 'kill':
      await part.kill('SIGKILL')
      await lasting()
      await part.restart()
      return { killed: 1 }
    case 'pause':
      await part.kill('SIGSTOP')
      await lasting()
      await part.kill('SIGCONT')
      return { paused: 1 }
    default:
      return strikeWire(proxy, fault, lasting)
  }
}

/** So long for somebody to use the wire, which on a busy machine may be after several tries of a service's own. */
const trafficWithinMs = 90_000

/** Lasts until something met the fault, and at least as long as `lasting` says. What nothing met is told as such. */
export async function strikeWire(
  proxy: TcpProxy,
  fault: Fault,
  lasting: Lasting,
  withinMs = trafficWithinMs,
): Promise<Seen> {
  const before = { ...proxy.seen }
  let unmet = 0
  const met = () => proxy.seen[effectOf(fault)] > before[effectOf(fault)]
  if (fault === 'slow') proxy.delay(slowMs)
  if (fault === 'narrow') proxy.bandwidth(narrowBytesPerSecond)
  proxy.set(modes[fault] ?? 'forward')
  try {
    await Promise.all([
      lasting(),
      until(
        `something meets ${fault} on the wire`,
        async () => {
          // A cut is over at once: it is made again until there is a connection to cut.
          if (fault === 'refuse' || (fault === 'cut' && !met())) proxy.cut()
          return met()
        },
        withinMs,
      ).catch(() => {
        unmet = 1
      }),
    ])
  } finally {
    proxy.delay(0)
    proxy.bandwidth(0)
    // A connection of which bytes were swallowed is of no more use: on a real wire it ends by a reset, too.
    if (fault === 'half-open' || fault === 'swallow') proxy.cut()
    proxy.set('forward')
  }
  const { cut, refused, answered, delayed, swallowedBytes } = proxy.seen
  return {
    'connections reset': cut - before.cut,
    'connections refused': refused - before.refused,
    'requests answered by the wire': answered - before.answered,
    'chunks delayed': delayed - before.delayed,
    'bytes swallowed': swallowedBytes - before.swallowedBytes,
    'met by nothing': unmet,
  }
}

/** What the wire counts of a fault. */
function effectOf(fault: Fault): keyof TcpProxy['seen'] {
  switch (fault) {
    case 'slow':
    case 'narrow':
      return 'delayed'
    case 'cut':
      return 'cut'
    case 'refuse':
      return 'refused'
    case 'half-open':
    case 'swallow':
      return 'swallowedBytes'
    default:
      return 'answered'
  }
}

/** Ends, pauses or restarts an instance that runs, or lets one join that does not. */
export async function strikeInstance(instance: Instance, fault: Fault, lasting: Lasting): Promise<Seen> {
  switch (fault) {
    case 'kill':
      await instance.end('SIGKILL')
      await lasting()
      instance.start()
      return { killed: 1 }
    case 'pause':
      instance.signal('SIGSTOP')
      await lasting()
      instance.signal('SIGCONT')
      return { paused: 1 }
    case 'restart': {
      const how = await instance.end('SIGTERM')
      instance.start()
      return { [`stopped with ${how}`]: 1 }
    }
    default: {
      instance.start()
      await lasting()
      const how = await instance.end(fault === 'join and die' ? 'SIGKILL' : 'SIGTERM')
      return { joined: 1, [`left with ${how}`]: 1 }
    }
  }
}
