/** Ed25519 signing keys: PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes them. */
import { execFile } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { constants, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'

/** Where a private key is: a file, or a program and its arguments that print it, such as a key store's client. */
export type KeySource = { readonly file: string } | { readonly command: readonly [string, ...string[]] }

/** A key store may be far away; one that hangs must not hold up the start for ever. */
const COMMAND_LIMIT_MS = 30_000
const MAX_KEY_BYTES = 16_384

/** A new key pair; `privatePem` is for a file of mode 0600. */
export function generateSigningKey(): { privateKey: KeyObject; publicKey: KeyObject; privatePem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey, privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/**
 * Reads a private key.
 *
 * @throws TrailhouseError SIGNING_KEY_EXPOSED for a file that others than its owner may use, SIGNING_KEY_INVALID when
 * there is no Ed25519 key, or the command failed or took 30 s. No message holds any of the key.
 */
export async function readSigningKey(source: KeySource): Promise<KeyObject> {
  const pem = 'file' in source ? await readKeyFile(source.file) : await runKeyCommand(source.command)
  const key = parse(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  const where = 'file' in source ? source.file : `the output of ${source.command[0]}`
  throw invalid(`${where} is no Ed25519 private key in PEM (PKCS #8): make one with openssl genpkey -algorithm ed25519`)
}

async function readKeyFile(path: string): Promise<string> {
  // Non-blocking: a pipe in the file's place must not hold up the start.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: NodeJS.ErrnoException) => {
    throw invalid(`${path} cannot be read (${cause.code})`, cause)
  })
  try {
    // Of the opened file, not of its name, which could mean another file a moment later.
    const { mode, size } = await file.stat()
    if ((mode & constants.S_IFMT) !== constants.S_IFREG || size > MAX_KEY_BYTES) throw invalid(`${path} is no key file`)
    if ((mode & 0o177) === 0) return await file.readFile('utf8')
    throw new TrailhouseError(
      'SIGNING_KEY_EXPOSED',
      `${path} has mode ${(mode & 0o777).toString(8).padStart(4, '0')}: take it from others by chmod 0600, and think whether they read it`,
    )
  } finally {
    await file.close()
  }
}

async function runKeyCommand([program, ...args]: readonly [string, ...string[]]): Promise<string> {
  const limits = { timeout: COMMAND_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_KEY_BYTES } as const
  try {
    return (await promisify(execFile)(program, args, limits)).stdout
  } catch (error) {
    const { code, signal, killed } = error as { code?: unknown; signal?: unknown; killed?: boolean }
    const how = killed ? `was ended after ${COMMAND_LIMIT_MS / 1000} s` : `ended with ${code ?? signal}`
    // Without the cause: it holds the command's output, which may be the key.
    throw invalid(`the command ${program} that prints the signing key ${how}`)
  }
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}

function invalid(message: string, cause?: unknown): TrailhouseError {
  return new TrailhouseError('SIGNING_KEY_INVALID', message, cause === undefined ? {} : { cause })
}
