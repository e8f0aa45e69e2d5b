import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { TrailhouseError } from '@trailhouse/errors'

/**
 * The bytes of a file, or of standard input for `-`, unpacked where they are gzip (seen by its first two bytes).
 * @throws TrailhouseError INPUT_UNREADABLE
 */
export async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = path === '-' ? process.stdin : createReadStream(path)
  try {
    const chunks = stream[Symbol.asyncIterator]()
    const first = await chunks.next()
    if (first.done) return
    const all = from(first.value, chunks)
    yield* isGzip(first.value) ? gunzip(all) : all
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TrailhouseError('INPUT_UNREADABLE', `${path === '-' ? 'standard input' : path}: ${why}`, { cause })
  }
}

async function* from(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** Unpacked bytes come as they are asked for: a gzip bomb costs time, never memory. */
async function* gunzip(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Readable } = await import('node:stream')
  const source = Readable.from(packed)
  const unpacked = source.pipe(createGunzip())
  source.on('error', (error) => unpacked.destroy(error))
  yield* unpacked
}

const isGzip = (chunk: Buffer): boolean => chunk[0] === 0x1f && chunk[1] === 0x8b
