import { statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'

/** Below this Kafka and ClickHouse would soon fail in the middle of a write. */
const LEAST_FREE_BYTES = 256 * 1024 * 1024
const INTERVAL_MS = 2_000

/** @throws TrailhouseError DISK_FULL */
export async function checkDisk(dir: string, leastFreeBytes = LEAST_FREE_BYTES): Promise<void> {
  const { bavail, bsize } = await statfs(dir)
  if (bavail * bsize >= leastFreeBytes) return
  const free = Math.round((bavail * bsize) / 1024 / 1024)
  throw new TrailhouseError('DISK_FULL', `the disk of ${dir} is full (${free} MiB free): free at least 1 GiB`)
}

/** Rejects with DISK_FULL as soon as the disk is full; resolves when the signal is aborted. */
export async function watchDisk(dir: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await checkDisk(dir)
    await sleep(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => {})
  }
}
