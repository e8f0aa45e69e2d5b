import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkFiles, parseManifest } from '../src/artifacts.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-artifacts-'))
  await writeFile(join(dir, 'a.jar'), 'a')
})
afterEach(() => rm(dir, { recursive: true }))

test('files that match the manifest pass', async () => {
  await expect(checkFiles(dir, new Map([['a.jar', sha256('a')]]))).resolves.toBeUndefined()
})

test('a file that differs is refused, by name and with both sums', async () => {
  await expect(checkFiles(dir, new Map([['a.jar', sha256('b')]]))).rejects.toMatchObject({
    code: 'ARTIFACT_CHECKSUM',
    message: expect.stringMatching(`a.jar has the SHA-256 ${sha256('a')}.*${sha256('b')}`),
  })
})

test('a file that the manifest does not know is refused', async () => {
  await writeFile(join(dir, 'b.jar'), 'b')
  await expect(checkFiles(dir, new Map([['a.jar', sha256('a')]]))).rejects.toThrow('b.jar has the SHA-256')
})

test('a file that Maven did not bring is named', async () => {
  const expected = new Map([
    ['a.jar', sha256('a')],
    ['c.jar', sha256('c')],
  ])
  await expect(checkFiles(dir, expected)).rejects.toThrow('Maven did not bring c.jar')
})

test('the committed manifest pins every jar of Kafka and the registry', async () => {
  const manifest = parseManifest(await readFile(join(import.meta.dirname, '../checksums.sha256'), 'utf8'))
  expect([...manifest.values()].every((sum) => /^[0-9a-f]{64}$/.test(sum))).toBe(true)
  expect([...manifest.keys()]).toEqual(
    expect.arrayContaining(['kafka_2.13-4.3.1.jar', 'apicurio-registry-app-3.0.9-all.tar.gz']),
  )
  expect(manifest.size).toBe(93)
})
