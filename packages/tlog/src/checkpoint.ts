/** Checkpoints, https://c2sp.org/tlog-checkpoint: the signed head of one log at one size. */
import { TrailhouseError } from '@trailhouse/errors'
import { decodeBase64, decodeDecimal } from './canonical-text.ts'
import { HASH_BYTES } from './hash.ts'
import { type Note, parseNote, type VerifiedSignature, verifyNote } from './note.ts'
import type { VerifierKey } from './verifier-key.ts'

export type Checkpoint = {
  /** Which log: `<deployment>/<topic id>/<partition>`. */
  readonly origin: string
  /** Leaves, 0 to 2^53 - 1. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Further lines, without a meaning here. */
  readonly extensions: readonly string[]
}

/** Whose signatures make a checkpoint worth trusting. */
export type TrustPolicy = {
  /** The only log that is meant; any log of these keys where absent. */
  readonly origin?: string
  /** Keys of the log: one signature suffices, so that a new key can be brought in beside the old one. */
  readonly logKeys: readonly VerifierKey[]
  readonly witnesses?: readonly VerifierKey[]
  /** How many of the witnesses must have cosigned. Default 0. */
  readonly quorum?: number
}

/** A checkpoint whose signatures were verified. */
export type OpenedCheckpoint = Checkpoint & {
  readonly text: string
  readonly signatures: readonly VerifiedSignature[]
  readonly cosignatures: readonly VerifiedSignature[]
}

/** The text that is signed. @throws TrailhouseError CHECKPOINT_INVALID for values that it cannot say */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = `${[origin, size, Buffer.from(root).toString('base64'), ...extensions].join('\n')}\n`
  const parsed = parseCheckpoint(text)
  if (parsed.origin !== origin || parsed.extensions.length !== extensions.length)
    throw invalid('would have other lines')
  return text
}

/** @throws TrailhouseError CHECKPOINT_INVALID */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) throw invalid('needs three lines, none empty')
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = lines
  const size = decodeDecimal(sizeLine)
  const root = decodeBase64(rootLine)
  if (size === undefined) throw invalid('has no tree size from 0 to 2^53 - 1')
  if (root?.length !== HASH_BYTES) throw invalid('has no root of 32 bytes')
  return { origin, size, root, extensions }
}

/**
 * Opens a signed checkpoint that somebody else handed over.
 *
 * @throws TrailhouseError NOTE_INVALID, NOTE_UNVERIFIED, CHECKPOINT_INVALID also for another log, QUORUM_MISSING
 */
export function openCheckpoint(note: Uint8Array, policy: TrustPolicy): OpenedCheckpoint {
  return openParsed(parseNote(note), policy)
}

function openParsed(note: Note, { origin, logKeys, witnesses = [], quorum = 0 }: TrustPolicy): OpenedCheckpoint {
  const signatures = verifyNote(note, logKeys)
  const checkpoint = parseCheckpoint(note.text)
  if (origin !== undefined && origin !== checkpoint.origin)
    throw invalid(`is of ${checkpoint.origin}, not of ${origin}`)
  const cosignatures = hasCosignature(note, witnesses) ? verifyNote(note, witnesses) : []
  // One key under two names is still one witness.
  const cosigners = new Set(cosignatures.map(({ key }) => key.publicKey.export({ format: 'jwk' }).x))
  if (cosigners.size < quorum) {
    throw new TrailhouseError(
      'QUORUM_MISSING',
      `${cosigners.size} of the known witnesses cosigned size ${checkpoint.size}, and ${quorum} must: ask them, or wait`,
    )
  }
  return { ...checkpoint, text: note.text, signatures, cosignatures }
}

function hasCosignature({ signatures }: Note, witnesses: readonly VerifierKey[]): boolean {
  return signatures.some(({ name, keyId }) => witnesses.some((key) => key.name === name && key.id === keyId))
}

function invalid(what: string): TrailhouseError {
  return new TrailhouseError('CHECKPOINT_INVALID', `the checkpoint ${what}`)
}
