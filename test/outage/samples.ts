import { setTimeout as delay } from 'node:timers/promises'
import type { Service } from '../faults/framework/service.ts'

/** What one look at both services found. */
export type Look = {
  /** ms */
  readonly at: number
  readonly sinkBytes: number
  readonly normalizerBytes: number
  /** Bytes of records and rows that the sink holds. */
  readonly held: number
  /** Partitions that wait, whatever for. */
  readonly paused: number
  readonly retries: number
  readonly stored: number
  /** HTTP status of /health/ready and /health/live. */
  readonly ready: number
  readonly live: number
}

export type Looks = {
  readonly looks: Look[]
  /** Looks that were not answered within 5 s. */
  readonly unanswered: number
  end(): Promise<void>
}

const everyMs = 2_000

/** Asks both services for their metrics and health, every 2 s until `end`. */
export function watch(sink: Service, normalizer: Service): Looks {
  const watched = { looks: [] as Look[], unanswered: 0, end }
  const ending = new AbortController()
  const watching = (async () => {
    while (!ending.signal.aborted) {
      await look(sink, normalizer).then(
        (one) => watched.looks.push(one),
        () => {
          watched.unanswered += 1
        },
      )
      await delay(everyMs)
    }
  })()
  function end(): Promise<void> {
    ending.abort()
    return watching
  }
  return watched
}

async function look(sink: Service, normalizer: Service): Promise<Look> {
  const resident = 'process_resident_memory_bytes'
  return {
    at: performance.now(),
    sinkBytes: await sink.metric(resident),
    normalizerBytes: await normalizer.metric(resident),
    held: await sink.metric('trailhouse_buffer_bytes'),
    paused: await sink.metric('trailhouse_paused_partitions'),
    retries: await sink.metric('trailhouse_retries_total'),
    stored: await sink.metric('trailhouse_events_out_total'),
    ready: (await sink.get('/health/ready')).status,
    live: (await sink.get('/health/live')).status,
  }
}
