import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { type VerifierKey, verifierKey } from '../../src/index.ts'

/** The same Ed25519 key in every run: what each byte of its seed is. */
export function testKey(seed: number): KeyObject {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
}

export function logKey(name: string, seed: number): VerifierKey {
  return verifierKey(name, 1, createPublicKey(testKey(seed)))
}

export function witnessKey(name: string, seed: number): VerifierKey {
  return verifierKey(name, 4, createPublicKey(testKey(seed)))
}
