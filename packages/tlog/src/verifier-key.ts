/**
 * Verifier keys of signed notes, https://c2sp.org/signed-note: `name+hash+key`, the hash in 8 hexadecimal digits, the key
 * in base64 of a signature type and 32 bytes of Ed25519.
 */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { TrailhouseError } from '@trailhouse/errors'
import { decodeBase64 } from './canonical-text.ts'

/** 1: Ed25519 over the note's text. 4: timestamped cosignature/v1 of a witness, https://c2sp.org/tlog-cosignature. */
export type SignatureType = 1 | 4

export type VerifierKey = {
  readonly name: string
  /** First 32 bits of SHA-256 over name, newline, type and key. */
  readonly id: number
  readonly type: SignatureType
  readonly publicKey: KeyObject
}

/** Not empty, without `+` and without any of Unicode's spaces. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}\p{Cc}+]/u.test(name)
}

/** @throws TrailhouseError VERIFIER_KEY_INVALID for a name that a note cannot hold, or a key that is not Ed25519 */
export function verifierKey(name: string, type: SignatureType, publicKey: KeyObject): VerifierKey {
  if (!isKeyName(name)) throw refused(`"${name}" cannot name a key: take a name without spaces and "+"`)
  if (publicKey.asymmetricKeyType !== 'ed25519') throw refused('the key is not an Ed25519 key')
  return { name, type, publicKey, id: keyId(name, type, publicKey) }
}

/** The key as text, to hand to whoever verifies. */
export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  const key = Buffer.concat([Uint8Array.of(type), rawPublicKey(publicKey)])
  return `${name}+${id.toString(16).padStart(8, '0')}+${key.toString('base64')}`
}

/** @throws TrailhouseError VERIFIER_KEY_INVALID */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = '', hash = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const key = decodeBase64(encoded)
  const type = key?.[0]
  if (key?.length !== 33 || (type !== 1 && type !== 4)) {
    throw refused(`"${text}" is no verifier key: it has the form name+hash+key, of signature type 1 or 4`)
  }
  const parsed = verifierKey(name, type, importPublicKey(key.subarray(1)))
  if (parsed.id !== Number.parseInt(hash, 16)) throw refused(`"${text}": its hash is not that of its name and key`)
  return parsed
}

function keyId(name: string, type: SignatureType, publicKey: KeyObject): number {
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(type)).update(rawPublicKey(publicKey))
  return hash.digest().readUInt32BE()
}

function rawPublicKey(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
}

function importPublicKey(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' })
}

function refused(message: string): TrailhouseError {
  return new TrailhouseError('VERIFIER_KEY_INVALID', message)
}
