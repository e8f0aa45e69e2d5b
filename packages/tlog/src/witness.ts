/** What a log and its witness say to each other, https://c2sp.org/tlog-witness, and what a witness decides. No I/O. */
import { TrailhouseError } from '@trailhouse/errors'
import { decodeBase64, decodeDecimal } from './canonical-text.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { HASH_BYTES } from './hash.ts'
import { type Note, parseNote, verifyNote } from './note.ts'
import { type TreeHead, verifyConsistency } from './proof.ts'
import type { VerifierKey } from './verifier-key.ts'

/** The body of `POST <prefix>/add-checkpoint`. */
export type AddCheckpoint = {
  /** The size that the witness last cosigned, 0 before the first. */
  readonly oldSize: number
  /** At most 63 hashes. */
  readonly proof: readonly Uint8Array[]
  /** The signed note. */
  readonly checkpoint: Uint8Array
}

/** What a witness must answer. `cosign`: remember the checkpoint durably, then cosign the text with status 200. */
export type WitnessDecision =
  | { readonly status: 200; readonly cosign: Checkpoint; readonly text: string }
  /** Another size, or another root at the same size: `size` is what the witness has, as text/x.tlog.size. */
  | { readonly status: 409; readonly size: number }
  /** Bad request, unknown signature, unknown log, proof that does not hold. */
  | { readonly status: 400 | 403 | 404 | 422 }

/** The body of a request. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): Buffer {
  const lines = [`old ${oldSize}`, ...proof.map((hash) => Buffer.from(hash).toString('base64'))]
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint])
}

/** @throws TrailhouseError WITNESS_REQUEST_INVALID */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  const end = bytes.indexOf('\n\n')
  const [first = '', ...lines] = bytes.toString('latin1', 0, Math.max(end, 0)).split('\n')
  const oldSize = decodeDecimal(/^old (.*)$/.exec(first)?.[1] ?? '')
  const proof = lines.map(decodeBase64)
  const hashes = proof.filter((hash) => hash?.length === HASH_BYTES).filter((hash) => hash !== undefined)
  if (oldSize === undefined || proof.length > 63 || hashes.length !== proof.length) {
    throw new TrailhouseError(
      'WITNESS_REQUEST_INVALID',
      'the body is not that of add-checkpoint in c2sp.org/tlog-witness',
    )
  }
  return { oldSize, proof: hashes, checkpoint: bytes.subarray(end + 2) }
}

/** The witness's size in the body of an answer 409. @throws TrailhouseError WITNESS_REQUEST_INVALID */
export function parseConflict(body: string): number {
  const size = body.endsWith('\n') ? decodeDecimal(body.slice(0, -1)) : undefined
  if (size === undefined)
    throw new TrailhouseError('WITNESS_REQUEST_INVALID', 'the witness answered 409 without a size')
  return size
}

/**
 * What a witness answers to a body, from the keys that it trusts for an origin and the head that it last cosigned for it.
 * Whoever calls holds a lock on the origin from reading the head until the new one is stored.
 */
export function decide(
  body: Uint8Array,
  known: (origin: string) => { keys: readonly VerifierKey[]; last: TreeHead | undefined } | undefined,
): WitnessDecision {
  const read = readRequest(body)
  if (read === undefined) return { status: 400 }
  const { request, note, checkpoint } = read
  const log = known(checkpoint.origin)
  if (log === undefined) return { status: 404 }
  if (!isSigned(note, log.keys)) return { status: 403 }
  if (request.oldSize > checkpoint.size) return { status: 400 }
  if (request.oldSize !== (log.last?.size ?? 0)) return { status: 409, size: log.last?.size ?? 0 }
  return judge(request, checkpoint, note.text, log.last)
}

function judge(
  { oldSize, proof }: AddCheckpoint,
  checkpoint: Checkpoint,
  text: string,
  last: TreeHead | undefined,
): WitnessDecision {
  const accepted: WitnessDecision = { status: 200, cosign: checkpoint, text }
  // Before the first cosignature, and from an empty tree, there is nothing to be consistent with.
  if (last === undefined) return proof.length === 0 ? accepted : { status: 422 }
  if (oldSize === checkpoint.size && Buffer.compare(last.root, checkpoint.root) !== 0)
    return { status: 409, size: last.size }
  return verifyConsistency(proof, last, checkpoint) ? accepted : { status: 422 }
}

function readRequest(body: Uint8Array): { request: AddCheckpoint; note: Note; checkpoint: Checkpoint } | undefined {
  try {
    const request = parseAddCheckpoint(body)
    const note = parseNote(request.checkpoint)
    return { request, note, checkpoint: parseCheckpoint(note.text) }
  } catch (error) {
    if (error instanceof TrailhouseError) return undefined
    throw error
  }
}

function isSigned(note: Note, keys: readonly VerifierKey[]): boolean {
  try {
    return verifyNote(note, keys).length > 0
  } catch (error) {
    if (error instanceof TrailhouseError) return false
    throw error
  }
}
