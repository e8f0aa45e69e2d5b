import { readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { encodeEventFrame, encodeHeader, encodeMark, readFrame } from '../src/spool/frame.ts'
import { Spool } from '../src/spool/spool.ts'

const everything = { maxEvents: 1_000, maxBytes: 1_000_000 }

async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-spool-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const openSpool = (dir: string, options: { maxBytes?: number; torn?: (bytes: number) => void } = {}) =>
  new Spool(
    { dir, maxBytes: options.maxBytes ?? 1 << 20, fsync: 'none', producerId: 'p', schema: '"string"' },
    (_segment, _offset, bytes) => options.torn?.(bytes),
  )

/** Resolves when it is written. */
const append = (spool: Spool, seq: number, size = 20) =>
  new Promise<void>((resolve, reject) =>
    spool.append(seq, `key-${seq}`, Buffer.alloc(size, seq), (error) => (error ? reject(error) : resolve())),
  )

async function readAll(spool: Spool): Promise<number[]> {
  const seqs: number[] = []
  for (let batch = await spool.read(everything); batch; batch = await spool.read(everything))
    for (const { seq, key, value } of batch.events) {
      expect(String(key)).toBe(`key-${seq}`)
      expect(value.every((byte) => byte === seq % 256)).toBe(true)
      seqs.push(seq)
    }
  return seqs
}

test('a frame is read back as it was written, and is short or broken when any byte of it is missing or other', () =>
  fc.assert(
    fc.property(
      ...[fc.nat(2 ** 40), fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 300 })],
      ...[fc.nat(), fc.integer({ min: 1, max: 255 })],
      (seq, key, value, at, flip) => {
        const frame = encodeEventFrame(seq, key, value)
        const read = readFrame(frame, 0)
        if (typeof read !== 'object' || read.content.kind !== 'event') throw new Error('no event')
        expect([read.end, read.content.seq]).toEqual([frame.length, seq])
        expect(read.content.key.equals(Buffer.from(key)) && read.content.value.equals(value)).toBe(true)
        expect(readFrame(frame.subarray(0, at % frame.length), 0)).toBe('short')
        const altered = Buffer.from(frame)
        altered[at % frame.length] = (altered[at % frame.length] as number) ^ flip
        expect(['short', 'broken']).toContain(readFrame(altered, 0))
      },
    ),
  ))

test('zeros are no frame', () => {
  expect(readFrame(Buffer.alloc(100), 0)).toBe('broken')
})

/** What a process does between its start and its crash: append so many, take so many batches off. */
const life = fc.record({
  steps: fc.array(fc.record({ appended: fc.nat(6), size: fc.nat(9_000), taken: fc.nat(3) }), { maxLength: 6 }),
  cutAt: fc.nat(),
  garbage: fc.constantFrom<'nothing' | 'zeros' | 'noise'>('nothing', 'zeros', 'noise'),
})

test('after a crash at any byte of the newest file, all that was whole and not taken off is read, once and in order', () =>
  fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 3 }), async (lives) => {
      const dir = await mkdtemp(join(tmpdir(), 'trailhouse-spool-'))
      let seq = 0
      for (const { steps, cutAt, garbage } of lives) {
        const spool = openSpool(dir)
        for (const { appended, size, taken } of steps) {
          await Promise.all(Array.from({ length: appended }, () => append(spool, ++seq, size)))
          for (let i = 0; i < taken; i++) {
            const batch = await spool.read({ maxEvents: 2, maxBytes: 1_000_000 })
            if (batch) spool.trim(batch.end)
          }
        }
        await append(spool, ++seq)
        const crashed = await crash(dir, cutAt, garbage)
        const expected = modelOf(crashed)
        await spool.close()
        await rm(dir, { recursive: true })
        const again = openSpool(crashed)
        expect(await readAll(again)).toEqual(expected)
        await again.close()
        await rm(crashed, { recursive: true })
        await mkdir(dir)
      }
      await rm(dir, { recursive: true })
    }),
    { numRuns: 40 },
  ))

/** A copy of the folder, as a power cut leaves it: the newest file ends anywhere, perhaps followed by what was never written. */
async function crash(dir: string, cutAt: number, garbage: 'nothing' | 'zeros' | 'noise'): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'trailhouse-spool-'))
  const names = (await readdir(dir)).filter((name) => name.endsWith('.spool')).sort()
  for (const name of names) await copyFile(join(dir, name), join(copy, name))
  const newest = join(copy, names.at(-1) as string)
  const { length } = await readFile(newest)
  await truncate(newest, cutAt % (length + 1))
  const tail = { nothing: Buffer.alloc(0), zeros: Buffer.alloc(50), noise: Buffer.alloc(50, 0xa7) }[garbage]
  await writeFile(newest, tail, { flag: 'a' })
  return copy
}

/** What must be found, by a reading of the files that knows nothing of segments' order, chunks or cursors. */
function modelOf(dir: string): number[] {
  const found: { segment: number; at: number; seq: number }[] = []
  let done = { segment: 0, offset: 0 }
  for (const name of readdirSync(dir)
    .filter((each) => each.endsWith('.spool'))
    .sort()) {
    const bytes = readFileSync(join(dir, name))
    const segment = Number.parseInt(name, 10)
    for (let at = 0; ; ) {
      const frame = readFrame(bytes, at)
      if (typeof frame === 'string') break
      if (frame.content.kind === 'header') done = frame.content.header.done
      if (frame.content.kind === 'mark') done = frame.content.done
      if (frame.content.kind === 'event') found.push({ segment, at, seq: frame.content.seq })
      at = frame.end
    }
  }
  const { segment, offset } = done
  return found
    .filter((event) => event.segment > segment || (event.segment === segment && event.at >= offset))
    .map(({ seq }) => seq)
}

test('what is told to be written is in the files at that moment', async () => {
  const dir = await tempDir()
  const spool = openSpool(dir)
  const missing: number[] = []
  const appended = Array.from({ length: 300 }, async (_, i) => {
    await append(spool, i + 1, 3_000)
    if (i % 20 === 0 && !modelOf(dir).includes(i + 1)) missing.push(i + 1)
  })
  await Promise.all(appended)
  expect(missing).toEqual([])
  expect(modelOf(dir)).toEqual(appended.map((_, i) => i + 1))
  await spool.close()
})

test('what was appended and not yet written is written when the process ends', async () => {
  const dir = await tempDir()
  const spool = openSpool(dir)
  await append(spool, 1)
  const told: number[] = []
  for (let seq = 2; seq <= 50; seq++) void append(spool, seq, 3_000).then(() => told.push(seq))
  spool.flushSync()
  expect(modelOf(dir)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  await spool.close()
  expect(told).toHaveLength(49)
  expect(modelOf(dir)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
})

test('events that several lives left are read in the order of their writing, and then those of this one', async () => {
  const dir = await tempDir()
  for (const base of [0, 10, 20]) {
    const spool = openSpool(dir)
    for (let i = 1; i <= 3; i++) await append(spool, base + i)
    expect(await spool.close()).toBe((base / 10) * 3 + 3)
  }
  const last = openSpool(dir)
  await append(last, 31)
  expect(await readAll(last)).toEqual([1, 2, 3, 11, 12, 13, 21, 22, 23, 31])
  await last.close()
})

test('a torn end is told with its length, and what is written later comes after it', async () => {
  const dir = await tempDir()
  const torn: number[] = []
  const schema = '"string"'
  const header = encodeHeader({ producer_id: 'p', schema, done: { segment: 0, offset: 0 } })
  const half = encodeEventFrame(2, 'key-2', Buffer.alloc(20, 2)).subarray(0, 25)
  await writeFile(
    join(dir, '000000000001.spool'),
    Buffer.concat([header, encodeEventFrame(1, 'key-1', Buffer.alloc(20, 1)), half]),
  )
  const spool = openSpool(dir, { torn: (bytes) => torn.push(bytes) })
  await append(spool, 3)
  expect(await readAll(spool)).toEqual([1, 3])
  expect(torn).toEqual([25])
  await spool.close()
})

test('a folder belongs to one spool at a time, and is free when that is closed', async () => {
  const dir = await tempDir()
  const first = openSpool(dir)
  expect(() => openSpool(dir)).toThrow(expect.objectContaining({ code: 'SPOOL_LOCKED' }))
  await first.close()
  await openSpool(dir).close()
})

test('a folder that cannot be used is told as SPOOL_FAILED', async () => {
  const dir = await tempDir()
  await writeFile(join(dir, 'file'), '')
  expect(() => openSpool(join(dir, 'file', 'spool'))).toThrow(expect.objectContaining({ code: 'SPOOL_FAILED' }))
})

test('it is full at its bound, has room again when the oldest events are taken off, and leaves nothing when empty', async () => {
  const dir = await tempDir()
  const spool = openSpool(dir, { maxBytes: 1 << 20 })
  let seq = 0
  while (spool.hasRoom(10, 10_000)) await append(spool, ++seq, 10_000)
  expect(seq).toBeGreaterThan(95)
  const sizes = await Promise.all(
    (await readdir(dir))
      .filter((name) => name.endsWith('.spool'))
      .map(async (name) => (await readFile(join(dir, name))).length),
  )
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(1 << 20)
  const batch = await spool.read({ maxEvents: 20, maxBytes: 1_000_000 })
  spool.trim(batch?.end ?? { segment: 0, offset: 0 })
  expect(spool.hasRoom(10, 10_000)).toBe(true)
  for (let next = await spool.read(everything); next; next = await spool.read(everything)) spool.trim(next.end)
  expect(await spool.close()).toBe(0)
  expect(await readdir(dir)).toEqual(['lock'])
})

test('a mark is of its position', () => {
  const done = { segment: 7, offset: 2 ** 33 }
  expect(readFrame(encodeMark(done), 0)).toMatchObject({ content: { kind: 'mark', done } })
})
