import { TrailhouseError } from '@trailhouse/errors'
import { openCheckpoint, type TrustPolicy } from '../checkpoint.ts'

/** What is wrong with one of the checkpoints that were published, by its number. */
export type HistoryFinding =
  /** Its file is gone. */
  | { readonly kind: 'checkpoint missing'; readonly number: number }
  /** Not signed as the policy demands, or no checkpoint of this log. */
  | { readonly kind: 'checkpoint refused'; readonly number: number; readonly error: TrailhouseError }
  /** Smaller than one before it: leaves were taken back. */
  | { readonly kind: 'log shrunk'; readonly number: number; readonly size: number; readonly before: number }
  /** Signed, but the log as it stands has another root at that size: two logs were signed as one. */
  | { readonly kind: 'log forked'; readonly number: number; readonly size: number; readonly root: Uint8Array }

/**
 * Checks every checkpoint that was published against the log as it stands, which makes each consistent with all others:
 * `rootAt` gives the root of the first `size` leaves out of tiles that were proven for the newest checkpoint. What it throws
 * ends the check.
 */
export async function* checkHistory(
  checkpoints: AsyncIterable<{ readonly number: number; readonly note: Uint8Array | undefined }>,
  policy: TrustPolicy,
  rootAt: (size: number) => Promise<Uint8Array>,
): AsyncGenerator<HistoryFinding> {
  let largest = 0
  for await (const { number, note } of checkpoints) {
    const opened = note === undefined ? undefined : open(note, policy)
    if (opened === undefined) yield { kind: 'checkpoint missing', number }
    else if (opened instanceof TrailhouseError) yield { kind: 'checkpoint refused', number, error: opened }
    else {
      const { size, root } = opened
      if (size < largest) yield { kind: 'log shrunk', number, size, before: largest }
      if (Buffer.compare(root, await rootAt(size)) !== 0) yield { kind: 'log forked', number, size, root }
      largest = Math.max(largest, size)
    }
  }
}

function open(note: Uint8Array, policy: TrustPolicy) {
  try {
    return openCheckpoint(note, policy)
  } catch (error) {
    if (error instanceof TrailhouseError) return error
    throw error
  }
}
