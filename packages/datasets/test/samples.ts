import { readdirSync, readFileSync } from 'node:fs'
import type { MapContext, Mapper } from '../src/index.ts'

/** A file of samples/: of a `.log` every line is a record, of any other the whole file without its last newline. */
export type SampleFile = { readonly name: string; readonly records: readonly Buffer[] }

export function sampleFiles(dataset: string): SampleFile[] {
  const folder = new URL(`../${dataset}/samples/`, import.meta.url)
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, records: recordsOf(name, readFileSync(new URL(name, folder))) }))
}

export const expectedUrl = (dataset: string, sample: string): URL =>
  new URL(`../${dataset}/expected/${sample.replace(/\.\w+$/, '')}.json`, import.meta.url)

function recordsOf(name: string, bytes: Buffer): Buffer[] {
  const text = bytes.toString('latin1').replace(/\n$/, '')
  return (name.endsWith('.log') ? text.split('\n') : [text]).map((record) => Buffer.from(record, 'latin1'))
}

/** A place in Kafka for a record; ingested on 2 March 2026, an hour after the samples' events. */
export const contextAt = (originOffset: number): MapContext => ({
  ingestTime: Date.UTC(2026, 2, 2, 14) * 1000,
  tenantId: 'default',
  originTopic: 'audit.raw.samples',
  originTopicId: '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0',
  originPartition: 0,
  originOffset,
})

export const eventsOf = (mapper: Mapper, file: SampleFile) =>
  file.records.flatMap((record, offset) => mapper.map(record, contextAt(offset)))
