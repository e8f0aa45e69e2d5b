/**
 * Records that were real, changed at random, through every dataset, and what comes of them through both codecs: Avro and
 * ClickHouse's Native rows. TRAILHOUSE_FUZZ_RUNS inputs, 100,000 unless given; a failure prints the seed that repeats it.
 */

import { datasets, MappingError } from '@trailhouse/datasets'
import { RecordError } from '@trailhouse/errors'
import {
  type AuditEvent,
  auditEventSchema,
  compileTranscoder,
  decodeEvent,
  encodeEvent,
  NativeBlock,
} from '@trailhouse/event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyRecord, mutated } from '../../packages/datasets/test/any-record.ts'
import { contextAt, sampleFiles } from '../../packages/datasets/test/samples.ts'

const runs = Number(process.env['TRAILHOUSE_FUZZ_RUNS'] ?? 100_000)
const names = [...datasets.keys()]
const numRuns = Math.ceil(runs / names.length)

const topicId = '0198b2c4-1234-7abc-8000-0123456789ab'
const transcode = compileTranscoder(auditEventSchema)
/** One block for all: a body that is refused must leave no trace in it. */
let block = new NativeBlock({ topicId, partition: 0 })

/** What of `work` is the record's fault; anything else it throws is ours, and fails the test. */
function orRefusal<T>(work: () => T, Refusal: typeof RecordError = RecordError): T | RecordError {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function asRow(body: Buffer): boolean {
  const { rows } = block
  const refusal = orRefusal(() => transcode(block, body, 0, body.length, rows))
  expect(block.rows).toBe(refusal === undefined ? rows + 1 : rows)
  if (block.rows >= 1_000) {
    block.finish()
    block = new NativeBlock({ topicId, partition: 0 })
  }
  return refusal === undefined
}

/** What a mapper made of a record is stored by both codecs without a change. */
function expectStored(event: AuditEvent): Buffer {
  const body = encodeEvent(event)
  expect(encodeEvent(decodeEvent(body)).equals(body)).toBe(true)
  expect(asRow(body)).toBe(true)
  return body
}

for (const name of names) {
  const samples = sampleFiles(name).flatMap((file) => file.records)

  test(`records like those of ${name}, through every dataset and both codecs`, { timeout: 3_600_000 }, () => {
    const property = fc.property(anyRecord(samples), fc.nat(1_000_000), (raw, offset) => {
      for (const mapper of datasets.values()) {
        const events = orRefusal(() => mapper.map(raw, contextAt(offset)), MappingError)
        if (!(events instanceof RecordError)) for (const event of events) expectStored(event)
      }
    })
    fc.assert(property, { numRuns })
  })
}

test('Avro bodies that were changed on their way, through both codecs', { timeout: 3_600_000 }, () => {
  const bodies = [...datasets.values()].flatMap((mapper) =>
    sampleFiles(mapper.name).flatMap(({ records }) =>
      records.flatMap((record) => mapper.map(record, contextAt(1)).map(expectStored)),
    ),
  )
  const property = fc.property(mutated(bodies), (body) => {
    const decoded = orRefusal(() => decodeEvent(body))
    // What the table takes is what Avro says: the same event, and the same bytes again.
    if (asRow(body)) expect(encodeEvent(decoded as AuditEvent).equals(body)).toBe(true)
  })
  fc.assert(property, { numRuns: runs })
})
