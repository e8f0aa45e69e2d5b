/** Proofs that stand alone, https://c2sp.org/tlog-proof: an entry's place in the log, and the checkpoint that holds it. */
import { TrailhouseError } from '@trailhouse/errors'
import { decodeBase64, decodeDecimal } from './canonical-text.ts'
import { type OpenedCheckpoint, openCheckpoint, type TrustPolicy } from './checkpoint.ts'
import { HASH_BYTES, hashLeaf } from './hash.ts'
import { verifyInclusion } from './proof.ts'

export type ProofFile = {
  /** Not authenticated: only a hint, such as the event's entry. */
  readonly extra?: Uint8Array
  /** The leaf, 0 to 2^53 - 1. */
  readonly index: number
  /** From the leaf's sibling upwards, 32 bytes each. */
  readonly proof: readonly Uint8Array[]
  /** The signed note, byte for byte. */
  readonly checkpoint: Uint8Array
}

const HEADER = 'c2sp.org/tlog-proof@v1'

/** The bytes of a `.tlog-proof` file. */
export function formatProofFile({ extra, index, proof, checkpoint }: ProofFile): Buffer {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${base64(extra)}`]),
    `index ${index}`,
    ...proof.map(base64),
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\n')}\n\n`), checkpoint])
}

/** @throws TrailhouseError PROOF_INVALID for anything but the exact format; the checkpoint is not looked at */
export function parseProofFile(file: Uint8Array): ProofFile {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  const end = bytes.indexOf('\n\n')
  if (end < 0) throw invalid('has no empty line before a checkpoint')
  const [header, ...lines] = bytes.toString('latin1', 0, end).split('\n')
  if (header !== HEADER) throw invalid(`does not begin with ${HEADER}`)
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64((lines.shift() ?? '').slice(6)) : null
  if (extra === undefined) throw invalid('has extra data that is not base64')
  const [, digits = ''] = /^index (.*)$/.exec(lines.shift() ?? '') ?? []
  const index = decodeDecimal(digits)
  if (index === undefined) throw invalid('has no line with the index')
  return { ...(extra && { extra }), index, proof: lines.map(decodeHash), checkpoint: bytes.subarray(end + 2) }
}

/**
 * Checks that the file proves the entry, and returns the checkpoint that holds it.
 *
 * @throws TrailhouseError PROOF_INVALID where it does not, and what `openCheckpoint` throws
 */
export function verifyProofFile(file: Uint8Array, entry: Uint8Array, policy: TrustPolicy): OpenedCheckpoint {
  const { index, proof, checkpoint } = parseProofFile(file)
  const opened = openCheckpoint(checkpoint, policy)
  if (!verifyInclusion(proof, index, hashLeaf(entry), opened)) {
    throw invalid(`does not lead from the entry, as leaf ${index}, to the root of its checkpoint`)
  }
  return opened
}

function decodeHash(line: string): Buffer {
  const hash = decodeBase64(line)
  if (hash?.length !== HASH_BYTES) throw invalid('has a line that is no hash')
  return hash
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function invalid(what: string): TrailhouseError {
  return new TrailhouseError('PROOF_INVALID', `the proof ${what}: the entry is not proven`)
}
