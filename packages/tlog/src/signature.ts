/** The two kinds of signature on a checkpoint: the log's own, and a witness's with its time. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type VerifierKey, verifierKey } from './verifier-key.ts'

/** One signature line of a note: what follows the key id is as long as its type says. */
export type NoteSignature = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array }

/** Signature of the log over the note's text. @throws TrailhouseError VERIFIER_KEY_INVALID */
export function signText(text: string, name: string, privateKey: KeyObject): NoteSignature {
  const { id } = verifierKey(name, 1, createPublicKey(privateKey))
  return { name, keyId: id, signature: sign(null, Buffer.from(text), privateKey) }
}

/**
 * Cosignature of a witness over a checkpoint's text, https://c2sp.org/tlog-cosignature: at `time`, in seconds since the
 * epoch, this was the largest tree of the log that it knew.
 *
 * @throws TrailhouseError VERIFIER_KEY_INVALID
 */
export function cosignText(text: string, name: string, privateKey: KeyObject, time: number): NoteSignature {
  const { id } = verifierKey(name, 4, createPublicKey(privateKey))
  const signature = Buffer.alloc(8 + 64)
  signature.writeBigUInt64BE(BigInt(time))
  signature.set(sign(null, cosignedMessage(text, BigInt(time)), privateKey), 8)
  return { name, keyId: id, signature }
}

/** When a cosignature was made, in seconds since the epoch. Only of a verified one. */
export function cosignatureTime({ signature }: NoteSignature): number {
  return Number(timeOf(signature))
}

/** Whether the key made this signature over the note's text. */
export function verifySignature({ type, publicKey }: VerifierKey, text: string, signature: Uint8Array): boolean {
  if (type === 1) return signature.length === 64 && verify(null, Buffer.from(text), publicKey, signature)
  if (signature.length !== 72) return false
  const time = timeOf(signature)
  return time < 2n ** 63n && verify(null, cosignedMessage(text, time), publicKey, signature.subarray(8))
}

function timeOf(signature: Uint8Array): bigint {
  return Buffer.from(signature.buffer, signature.byteOffset, signature.length).readBigUInt64BE()
}

function cosignedMessage(text: string, time: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`)
}
