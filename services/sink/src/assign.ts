import { type ClickHouse, greatestOffset, offsetsHeld, topicsHeld } from '@trailhouse/clickhouse'
import { RecordError, TrailhouseError } from '@trailhouse/errors'
import type { AssignedPartition, KafkaClient, PartitionWorker } from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { Outlet } from './insert.ts'
import { decodeProgress } from './intent.ts'
import { Lane } from './lane.ts'
import { greatestLettered } from './lettered.ts'
import { type LetterBox, openLetterBox } from './letters.ts'
import { PartitionSink } from './partition-sink.ts'
import { backoffMs, intentLifeMs } from './policy.ts'
import { letterOf, Rejects } from './rejects.ts'
import { type Facts, type Go, resume, type Stop } from './resume.ts'
import type { Encoding } from './row-block.ts'
import type { Shared } from './shared.ts'

export type Assigning = {
  readonly client: KafkaClient
  readonly clickhouse: ClickHouse
  readonly outlet: Outlet
  readonly groupId: string
  readonly deadLetterTopic: string
  /** By topic. */
  readonly encodings: ReadonlyMap<string, Encoding>
  /** The operator's words, by `topic/partition`. */
  readonly words: ReadonlyMap<string, number>
  readonly shared: Shared
  /** What was said of the stops that were decided here, with all facts looked at. */
  readonly decided: Set<string>
}

/** A stop is only believed when a second look after this time says the same: a new leader's log may end early at first. */
const secondLookMs = 2_000

/** Makes the worker of a partition that was just assigned: fence first, read second, then decide how it goes on. */
export async function assign(assigning: Assigning, partition: AssignedPartition): Promise<PartitionWorker> {
  const { shared } = assigning
  const encoding = assigning.encodings.get(partition.topic)
  if (encoding === undefined) throw new RangeError(`topic ${partition.topic} was not subscribed to`)
  const letterBox = encoding.holdsEvents ? await openBox(assigning, partition) : null
  await step('after-fence')
  try {
    const { go, facts } = await decide(assigning, partition, encoding)
    await step('after-position')
    if (go.ask) await shared.clock.wait(Math.max(0, go.ask.notBefore - shared.clock.now()), partition.signal)
    shared.signals.resumed(partition, { start: go.start, replay: go.replay, ask: go.ask })
    return worker(assigning, partition, encoding, letterBox, go, facts.greatest ?? -1)
  } catch (error) {
    await letterBox?.close()
    throw error
  }
}

function openBox(
  { client, groupId, deadLetterTopic, shared }: Assigning,
  partition: AssignedPartition,
): Promise<LetterBox> {
  const onRetry = (error: unknown) => shared.signals.retrying(partition, 'kafka', error)
  return openLetterBox({ client, groupId, deadLetterTopic, partition, clock: shared.clock, onRetry })
}

function worker(
  assigning: Assigning,
  partition: AssignedPartition,
  encoding: Encoding,
  letterBox: LetterBox | null,
  go: Go,
  stored: number,
): PartitionSink {
  const { shared, outlet } = assigning
  const lane = new Lane({
    partition,
    outlet,
    clock: shared.clock,
    signals: shared.signals,
    writeLetters: letterBox?.write ?? null,
    refusedLetter: (rows, error) => {
      const refusal = new RecordError('REFUSED_BY_TABLE', (error as Error).message)
      const record = rows.original
      if (record) shared.signals.deadLettered(partition, record.offset, refusal)
      return { first: rows.first, last: rows.last, messages: record ? [letterOf(partition, record, refusal)] : [] }
    },
    holdsEvents: encoding.holdsEvents,
    stored,
  })
  const rejects = new Rejects(partition, lane, shared.signals)
  const held = (first: number, last: number) => askHeld(assigning, partition, encoding.table, first, last)
  const close = async () => letterBox?.close()
  return new PartitionSink({ partition, encoding, lane, rejects, go, held, shared, close })
}

/** @throws TrailhouseError with the code of a stop that two looks agree on */
async function decide(assigning: Assigning, partition: AssignedPartition, encoding: Encoding) {
  const word = assigning.words.get(`${partition.topic}/${partition.partition}`) ?? null
  const first = await look(assigning, partition, encoding)
  const early = resume(first, word)
  if (early.kind === 'go') return { go: early, facts: first }
  await assigning.shared.clock.wait(secondLookMs, partition.signal)
  const facts = await look(assigning, partition, encoding)
  const decision = resume(facts, word)
  if (decision.kind === 'go') return { go: decision, facts }
  if (decision.lost !== null && decision.lost > 0) assigning.shared.signals.lost(decision.code, decision.lost)
  const sentence = sentenceOf(decision, partition)
  assigning.decided.add(sentence)
  throw new TrailhouseError(decision.code, sentence)
}

function sentenceOf({ why, offer }: Stop, { topic, partition }: AssignedPartition): string {
  if (offer === null) return `${topic}/${partition}: ${why}. docs/reliability.md says how`
  return `${topic}/${partition}: ${why}. To go on from offset ${offer.at}, start the sink with TRAILHOUSE_SINK_RESUME_AT=${topic}/${partition}@${offer.at}`
}

function look(assigning: Assigning, partition: AssignedPartition, { table, holdsEvents }: Encoding): Promise<Facts> {
  const { client, clickhouse, deadLetterTopic, shared } = assigning
  const of = { table, topicId: partition.topicId, partition: partition.partition, signal: partition.signal }
  return untilAnswered(assigning, partition, async () => {
    const { committed, metadata, logStart, logEnd } = await partition.position()
    const greatest = await greatestOffset(clickhouse, of)
    const unknown = committed === null && greatest === null
    const others = unknown ? await topicsHeld(clickhouse, of) : []
    const mayHaveLetters = committed === null && holdsEvents && logEnd > logStart
    const lettered = mayHaveLetters ? await greatestLettered(client, deadLetterTopic, partition) : null
    return {
      topicId: partition.topicId,
      committed,
      progress: decodeProgress(metadata),
      logStart,
      logEnd,
      greatest,
      lettered,
      otherTopic: others.length > 0,
      now: shared.clock.now(),
      inFlightMs: intentLifeMs + clickhouse.requestTimeoutMs + 10_000,
    }
  })
}

async function askHeld(assigning: Assigning, partition: AssignedPartition, table: string, first: number, last: number) {
  const of = {
    table,
    topicId: partition.topicId,
    partition: partition.partition,
    signal: partition.signal,
    first,
    last,
  }
  return new Set(await untilAnswered(assigning, partition, () => offsetsHeld(assigning.clickhouse, of)))
}

/** Asks until there is an answer or the partition is lost. */
async function untilAnswered<T>(assigning: Assigning, partition: AssignedPartition, ask: () => Promise<T>): Promise<T> {
  const { clock, signals } = assigning.shared
  for (let attempt = 0; ; attempt++) {
    partition.signal.throwIfAborted()
    try {
      const answer = await ask()
      if (attempt > 0) signals.recovered(partition)
      return answer
    } catch (error) {
      const fromKafka = error instanceof TrailhouseError && error.code === 'KAFKA_UNAVAILABLE'
      signals.retrying(partition, fromKafka ? 'kafka' : 'unavailable', error)
    }
    await clock.wait(backoffMs(attempt), partition.signal)
  }
}
