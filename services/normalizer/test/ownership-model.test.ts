import type { Mapper } from '@trailhouse/datasets'
import { blankEvent, decodeEvent, unframe, uuidv7 } from '@trailhouse/event'
import type { AssignedPartition, PartitionWorker, Position } from '@trailhouse/kafka'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inputRoute } from '../src/input-route.ts'
import { takeOver } from '../src/partition-worker.ts'
import type { Parts } from '../src/parts.ts'
import { ShareGate } from '../src/share-gate.ts'
import { type Fault, ModelKafka, ModelProcess } from './support/model-kafka.ts'

/** The real worker over a model of Kafka: processes crash at any call, owners overlap, calls are reordered. */

const plain: Mapper = {
  name: 'plain',
  version: 1,
  detects: () => true,
  map: (raw) => {
    if (raw.at(-1) === 0x33) throw new Error('record 3 is poison')
    return [
      {
        ...blankEvent(),
        event_id: uuidv7(1),
        event_time: 1,
        ingest_time: 1,
        tenant_id: 't',
        dataset: 'plain',
        action: 'a',
      },
    ]
  },
}
const datasets = new Map([['plain', plain]])
const route = inputRoute('in', {
  eventsTopic: 'none',
  bindings: { in: { dataset: 'plain' } },
  defaultTenant: 't',
  knownDatasets: new Set(['plain']),
})
const silent = {
  written: () => {},
  transaction: () => {},
  lost: () => {},
  lossAccepted: () => {},
  remembered: () => {},
}

const partsOf = (process: ModelProcess): Parts => ({
  group: 'g',
  topics: { events: 'out', deadLetters: 'dlq', positions: 'positions' },
  partitions: { events: 1, deadLetters: 1 },
  tools: {
    datasets,
    detect: () => 'plain',
    limits: { maxBytes: 1e6, maxDepth: 9, maxEvents: 9 },
    schemaId: 1,
    maxEventBytes: 1e6,
  },
  schemas: { schemasOf: async () => new Map() },
  gate: new ShareGate({ windowMs: 1_000, limit: 1, minimum: 1, pause: false, pauseMs: 0 }, () => {}),
  report: silent,
  resumeAt: new Map(),
  idleMs: 60_000,
  openProducer: () => process.openProducer(),
  recordedPosition: () => process.recordedPosition(),
})

type Variant = (partition: AssignedPartition) => AssignedPartition
const asItIs: Variant = (partition) => partition

/** Reads the offset before the fence, and never again: what kafkajs alone does. */
const readBeforeFence: Variant = (partition) => {
  let read: Promise<Position> | undefined
  return {
    ...partition,
    position: () => {
      read ??= partition.position()
      return read
    },
  }
}

/** Owns the partition until all is done, it has crashed, or it was told that it lost it. */
async function own(
  process: ModelProcess,
  kafka: ModelKafka,
  signal: AbortSignal,
  batchSize: number,
  variant: Variant,
  over: Partial<Parts>,
) {
  for (let attempt = 0; attempt < 20 && !signal.aborted; attempt++) {
    let worker: PartitionWorker | undefined
    try {
      worker = await takeOver(variant(process.partition(signal)), route, { ...partsOf(process), ...over })
      for (let next = worker.startOffset; next < kafka.log.length; ) {
        const batch = await process.fetch(next, batchSize)
        await worker.handle(batch)
        next = batch.lastOffset + 1
      }
      await worker.stop()
      return
    } catch {
      await worker?.stop()
    }
  }
}

const faults = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Fault>('none') },
    { weight: 1, arbitrary: fc.constantFrom<Fault>('crash-before', 'crash-after', 'request-lost', 'response-lost') },
  ),
  { maxLength: 60 },
)

type Plan = {
  readonly faults: readonly Fault[]
  readonly owners: number
  readonly batchSize: number
  /** Whether an owner is told of its loss at some time, or goes on believing. */
  readonly told: boolean
  /** The group's offset is gone when the last owner comes. */
  readonly forgotten: boolean
}

const plans = fc.record({
  faults,
  owners: fc.integer({ min: 1, max: 3 }),
  batchSize: fc.integer({ min: 1, max: 4 }),
  told: fc.boolean(),
  forgotten: fc.boolean(),
})

/** Several owners at once, then one that meets no fault. The offsets of the records of all that was committed. */
async function run(scheduler: fc.Scheduler, plan: Plan, variant: Variant, over: Partial<Parts>): Promise<number[]> {
  const kafka = new ModelKafka(6)
  const left = [...plan.faults]
  const delay = (label: string) => scheduler.schedule(Promise.resolve(), label)
  const living: Promise<unknown>[] = []
  for (let owner = 0; owner < plan.owners; owner++) {
    const process = new ModelProcess(kafka, delay, () => left.shift() ?? 'none')
    const loss = new AbortController()
    if (plan.told) void delay(`owner ${owner} told`).then(() => loss.abort())
    living.push(Promise.race([own(process, kafka, loss.signal, plan.batchSize, variant, over), process.crashed]))
  }
  await scheduler.waitFor(Promise.all(living))
  if (plan.forgotten) kafka.committed = null
  const last = new ModelProcess(
    kafka,
    async () => {},
    () => 'none',
  )
  await own(last, kafka, new AbortController().signal, plan.batchSize, variant, over)
  return kafka.output.map(({ value, headers }) =>
    headers?.['origin-offset'] === undefined
      ? decodeEvent(unframe(value as Buffer).body).origin_offset
      : Number(headers['origin-offset']),
  )
}

const eachOnce = (variant: Variant, plan: fc.Arbitrary<Plan> = plans, over: Partial<Parts> = {}) =>
  fc.asyncProperty(fc.scheduler(), plan, async (scheduler, chosen) => {
    const origins = await run(scheduler, chosen, variant, over)
    expect(origins.toSorted()).toEqual([0, 1, 2, 3, 4, 5])
  })

test('whoever crashes, overlaps or loses an answer, every record ends once as event or dead letter', async () => {
  await fc.assert(eachOnce(asItIs), { numRuns: 500 })
})

test('the model catches an owner that reads the offset before it has fenced the one before', async () => {
  const overlapping = fc.constant<Plan>({ faults: [], owners: 2, batchSize: 4, told: false, forgotten: false })
  const result = await fc.check(eachOnce(readBeforeFence, overlapping), { numRuns: 1_000, endOnFailure: true, seed: 1 })
  expect(String(result.errorInstance)).toContain('to deeply equal')
})

test('the model catches an owner that believes a group that has forgotten its offset', async () => {
  const forgetting = fc.constant<Plan>({ faults: [], owners: 1, batchSize: 4, told: false, forgotten: true })
  const result = await fc.check(eachOnce(asItIs, forgetting, { recordedPosition: async () => null }), { numRuns: 1 })
  expect(String(result.errorInstance)).toContain('to deeply equal')
})
