/** Signed notes, https://c2sp.org/signed-note: text, an empty line, and a line for each signature. */
import { TrailhouseError } from '@trailhouse/errors'
import { decodeBase64 } from './canonical-text.ts'
import { type NoteSignature, verifySignature } from './signature.ts'
import { isKeyName, type VerifierKey } from './verifier-key.ts'

/** A note as parsed. Its text ends with a newline and means nothing until a signature is verified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/** A signature that a known key made. */
export type VerifiedSignature = NoteSignature & { readonly key: VerifierKey }

/** Go's sumdb/note takes as many; a note must be allowed 16. */
const MAX_SIGNATURES = 100
const MAX_NOTE_BYTES = 1_000_000

/**
 * Parses a note without trusting it.
 *
 * @throws TrailhouseError NOTE_INVALID for anything but the exact format, and beyond 1,000,000 bytes or 100 signatures
 */
export function parseNote(note: Uint8Array): Note {
  const whole = decodeText(note)
  const split = whole.lastIndexOf('\n\n')
  if (split < 0 || !whole.endsWith('\n')) throw invalid('has no signatures after an empty line')
  const signatures = parseSignatures(whole.slice(split + 2))
  if (signatures.length === 0) throw invalid('has no signatures after an empty line')
  return { text: whole.slice(0, split + 1), signatures }
}

/** Parses signature lines alone, as a witness answers. @throws TrailhouseError NOTE_INVALID */
export function parseSignatures(lines: string): NoteSignature[] {
  if (lines === '') return []
  if (!lines.endsWith('\n')) throw invalid('does not end with a newline')
  const split = lines.slice(0, -1).split('\n')
  if (split.length > MAX_SIGNATURES) throw invalid(`has more than ${MAX_SIGNATURES} signatures`)
  return split.map(parseSignature)
}

/** The note over `text`, which ends with a newline. @throws TrailhouseError NOTE_INVALID for text no note can hold */
export function formatNote({ text, signatures }: Note): Buffer {
  const bytes = Buffer.from(`${text}\n${signatures.map(formatSignature).join('')}`)
  const parsed = parseNote(bytes)
  if (parsed.text !== text) throw invalid('has a text that does not end with a newline')
  return bytes
}

/** A signature as a line of a note, or of a witness's answer. */
export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  const bytes = Buffer.alloc(4 + signature.length)
  bytes.writeUInt32BE(keyId)
  bytes.set(signature, 4)
  return `— ${name} ${bytes.toString('base64')}\n`
}

/**
 * The signatures that known keys made; those of unknown keys are passed over, and a key counts once.
 *
 * @throws TrailhouseError NOTE_UNVERIFIED when none did, or when one that names a known key is false
 */
export function verifyNote({ text, signatures }: Note, keys: readonly VerifierKey[]): VerifiedSignature[] {
  const verified = new Map<VerifierKey, VerifiedSignature>()
  for (const signature of signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.keyId)
    if (key === undefined || verified.has(key)) continue
    if (!verifySignature(key, text, signature.signature)) {
      throw new TrailhouseError('NOTE_UNVERIFIED', `the signature of ${key.name} is false: the note was altered`)
    }
    verified.set(key, { ...signature, key })
  }
  if (verified.size > 0) return [...verified.values()]
  throw new TrailhouseError('NOTE_UNVERIFIED', 'no signature is of a known key: check which keys are trusted')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeText(note: Uint8Array): string {
  if (note.length > MAX_NOTE_BYTES) throw invalid(`is longer than ${MAX_NOTE_BYTES} bytes`)
  let text: string
  try {
    text = utf8.decode(note)
  } catch {
    throw invalid('is not UTF-8')
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the format forbids
  if (/[\0-\x09\x0b-\x1f]/.test(text)) throw invalid('holds a control character')
  return text
}

function parseSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? []
  const bytes = decodeBase64(encoded)
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) throw invalid('has a malformed signature line')
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(4) }
}

function invalid(what: string): TrailhouseError {
  return new TrailhouseError('NOTE_INVALID', `the signed note ${what}: fetch it again from its source`)
}
