/**
 * Fault of the broker (seen in the logs of Kafka 4.3.1 after its kill): a coordinator that is loaded ends a prepared
 * transaction without its markers; it seems to take partitions that have no leader at that moment for deleted. The
 * transactional id is free then, and the committed offset is the old one, but the records lie there as open: the next
 * commit of the same producer id covers them, and what was read from the old offset is stored twice. Seen in five of some
 * eighteen walks of `npm run test:chaos`.
 *
 * So whoever opens a transactional id asks the partitions themselves (DescribeProducers, KIP-664).
 */
import { TrailhouseError } from '@trailhouse/errors'
import type { KafkaClient } from './client.ts'
import { CompactReader, unsignedVarint } from './kafkajs-modules/compact.ts'
import { transactionManagerOf } from './kafkajs-modules/exposed-transactions.ts'
import type { Broker, Cluster, Encoder, EncoderClass } from './kafkajs-modules/internals.ts'
import { pause } from './timing.ts'
import type { TopicPartition, TransactionScope } from './types.ts'

const offsetsTopic = '__consumer_offsets'

export type Torn = { readonly offsets: boolean; readonly partitions: readonly TopicPartition[] }

/**
 * `go`: nothing is open. `abort`: the offset and the records are open alike, so that nobody has read either, and both can
 * be aborted. `stop`: one of them has ended, and nothing here tells how.
 */
export function judgeTorn({ offsets, partitions }: Torn): 'go' | 'abort' | 'stop' {
  if (!offsets && partitions.length === 0) return 'go'
  return offsets && partitions.length > 0 ? 'abort' : 'stop'
}

/** Asked when the producer id is initialised and its coordinator says that no transaction of it is open. */
export async function findTorn(client: KafkaClient, cluster: Cluster, scope: TransactionScope): Promise<Torn> {
  const producerId = transactionManagerOf(cluster)?.getProducerId()
  if (producerId === undefined) throw new Error('The producer id is not initialised')
  // The broker makes the topic of offsets when it is first asked for a group's coordinator.
  await cluster.findGroupCoordinator({ groupId: scope.groupId })
  await cluster.addMultipleTargetTopics([...scope.topics, offsetsTopic])
  const ofGroup = hashOfGroup(scope.groupId) % partitionsOf(cluster, offsetsTopic).length
  const written = scope.topics.flatMap((topic) => partitionsOf(cluster, topic))
  const asked = [...written, { topic: offsetsTopic, partition: ofGroup }]
  const open = await openWhereLed(client, cluster, BigInt(producerId), asked)
  return {
    offsets: open.some(({ topic }) => topic === offsetsTopic),
    partitions: open.filter(({ topic }) => topic !== offsetsTopic),
  }
}

/** Takes the open partitions into the transaction that has begun, so that its abort covers them. */
export async function takeIn(cluster: Cluster, { partitions }: Torn): Promise<void> {
  const topics = Map.groupBy(partitions, ({ topic }) => topic)
  const added = [...topics].map(([topic, of]) => ({ topic, partitions: of.map(({ partition }) => ({ partition })) }))
  await transactionManagerOf(cluster)?.addPartitionsToTransaction(added)
}

/** Kafka's GroupCoordinator.partitionFor: the hash of Java's String, without its sign. */
export function hashOfGroup(groupId: string): number {
  let hash = 0
  for (let i = 0; i < groupId.length; i++) hash = (Math.imul(hash, 31) + groupId.charCodeAt(i)) | 0
  return hash === -(2 ** 31) ? 0 : Math.abs(hash)
}

function partitionsOf(cluster: Cluster, topic: string): TopicPartition[] {
  return cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ topic, partition: partitionId }))
}

/** A topic that was made a moment ago, or a leader that moved, is known to its broker soon after: 5, 10, 20 ... 250 ms. */
async function openWhereLed(
  client: KafkaClient,
  cluster: Cluster,
  producerId: bigint,
  asked: readonly TopicPartition[],
): Promise<TopicPartition[]> {
  for (let tries = 0; tries < 20; tries++) {
    const answer = await openPartitions(client, cluster, producerId, asked)
    if (answer !== 'no leader') return answer
    await pause(Math.min(5 * 2 ** tries, 250))
    await cluster.refreshMetadata()
  }
  throw new TrailhouseError('KAFKA_UNAVAILABLE', 'Kafka has no leader for a partition that is written to')
}

async function openPartitions(
  client: KafkaClient,
  cluster: Cluster,
  producerId: bigint,
  asked: readonly TopicPartition[],
): Promise<TopicPartition[] | 'no leader'> {
  const byLeader = new Map<string, TopicPartition[]>()
  for (const each of asked) {
    const [leader] = Object.keys(cluster.findLeaderForPartitions(each.topic, [each.partition]))
    if (leader === undefined || Number(leader) < 0) return 'no leader'
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), each])
  }
  const found: Described[] = []
  for (const [nodeId, partitions] of byLeader) {
    const broker = await cluster.findBroker({ nodeId })
    const described = await describeProducers(client, broker, producerId, partitions)
    if (described.some(({ errorCode }) => noLeader.has(errorCode))) return 'no leader'
    found.push(...described.filter(({ open }) => open))
  }
  return found.map(({ topic, partition }) => ({ topic, partition }))
}

/** UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE, NOT_LEADER_OR_FOLLOWER */
const noLeader = new Set([3, 5, 6])

type Described = TopicPartition & { readonly errorCode: number; readonly open: boolean }

/** https://kafka.apache.org/protocol#The_Messages_DescribeProducers */
async function describeProducers(
  client: KafkaClient,
  broker: Broker,
  producerId: bigint,
  partitions: readonly TopicPartition[],
): Promise<Described[]> {
  const Encoder = client.internal('protocol/encoder.js') as EncoderClass
  const body = (): Encoder => new Encoder().writeBuffer(encodeRequest(partitions))
  const described = await broker.connectionPool.send<Described[]>({
    request: { apiKey: 61, apiName: 'DescribeProducers', apiVersion: 0, encode: async () => body() },
    response: { decode: async (payload) => decodeResponse(payload, producerId), parse: async (decoded) => decoded },
  })
  const failed = described.find(({ errorCode }) => errorCode !== 0 && !noLeader.has(errorCode))
  if (failed) {
    const message = `The broker answered code ${failed.errorCode} for the producers of ${failed.topic}-${failed.partition}`
    throw new TrailhouseError('KAFKA_UNAVAILABLE', message)
  }
  return described
}

/** Header v2 ends with tagged fields, so the body begins with none of them. */
function encodeRequest(partitions: readonly TopicPartition[]): Buffer {
  const noTags = Buffer.from([0])
  const topics = Map.groupBy(partitions, ({ topic }) => topic)
  const parts = [noTags, unsignedVarint(topics.size + 1)]
  for (const [topic, of] of topics) {
    const name = Buffer.from(topic)
    const indexes = Buffer.alloc(4 * of.length)
    for (const [i, { partition }] of of.entries()) indexes.writeInt32BE(partition, 4 * i)
    parts.push(unsignedVarint(name.length + 1), name, unsignedVarint(of.length + 1), indexes, noTags)
  }
  parts.push(noTags)
  return Buffer.concat(parts)
}

function decodeResponse(payload: Buffer, producerId: bigint): Described[] {
  const reader = new CompactReader(payload)
  const throttleTime = 4
  reader.tags()
  reader.skip(throttleTime)
  const topics = reader.array(() => {
    const topic = reader.string()
    const described = reader.array(() => readPartition(reader, topic, producerId))
    reader.tags()
    return described
  })
  return topics.flat()
}

function readPartition(reader: CompactReader, topic: string, producerId: bigint): Described {
  const partition = reader.int32()
  const errorCode = reader.int16()
  reader.string()
  const producers = reader.array(() => readProducer(reader))
  reader.tags()
  const open = producers.some((producer) => producer.id === producerId && producer.transactionStart >= 0n)
  return { topic, partition, errorCode, open }
}

function readProducer(reader: CompactReader): { id: bigint; transactionStart: bigint } {
  const id = reader.int64()
  const epochSequenceTimeAndCoordinator = 4 + 4 + 8 + 4
  reader.skip(epochSequenceTimeAndCoordinator)
  const transactionStart = reader.int64()
  reader.tags()
  return { id, transactionStart }
}
