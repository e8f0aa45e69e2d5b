import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateSigningKey, readSigningKey } from '../src/index.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-tlog-keys-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function keyFile(content: string, mode: number): Promise<string> {
  const file = join(dir, `key-${mode.toString(8)}-${Math.random()}`)
  await writeFile(file, content)
  await chmod(file, mode)
  return file
}

test('a generated key is read back from a file that its owner alone may use', async () => {
  const { privatePem, publicKey } = generateSigningKey()
  for (const mode of [0o600, 0o400]) {
    const key = await readSigningKey({ file: await keyFile(privatePem, mode) })
    expect(verify(null, Buffer.from('x'), publicKey, sign(null, Buffer.from('x'), key))).toBe(true)
  }
})

test.each([0o644, 0o640, 0o660, 0o604, 0o700])(
  'a key file of mode %o is refused, without its content',
  async (mode) => {
    const { privatePem } = generateSigningKey()
    const error = await readSigningKey({ file: await keyFile(privatePem, mode) }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'SIGNING_KEY_EXPOSED' })
    expect(inspect(error, { depth: 9 })).not.toContain(privatePem.split('\n')[1])
  },
)

test('a key is read from what a command prints', async () => {
  const { privatePem, publicKey } = generateSigningKey()
  const key = await readSigningKey({ command: ['cat', await keyFile(privatePem, 0o600)] })
  expect(createPublicKey(key).equals(publicKey)).toBe(true)
})

test('a command that fails is named, and what it printed is not told', async () => {
  const { privatePem } = generateSigningKey()
  const file = await keyFile(privatePem, 0o600)
  const error = await readSigningKey({ command: ['sh', '-c', `cat ${file} ${file} >&2; cat ${file}; exit 3`] }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'SIGNING_KEY_INVALID', message: expect.stringContaining('sh') })
  expect(inspect(error, { depth: 9 })).not.toContain(privatePem.split('\n')[1])
})

test('what is no Ed25519 private key is refused', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const refused = { code: 'SIGNING_KEY_INVALID' }
  for (const content of ['', 'hello', rsa.toString(), 'x'.repeat(20_000)]) {
    await expect(readSigningKey({ file: await keyFile(content, 0o600) })).rejects.toMatchObject(refused)
  }
  await expect(readSigningKey({ file: join(dir, 'absent') })).rejects.toMatchObject(refused)
  await expect(readSigningKey({ file: dir })).rejects.toMatchObject(refused)
  await expect(readSigningKey({ command: ['no-such-command'] })).rejects.toMatchObject(refused)
})
