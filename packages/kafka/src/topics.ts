import { TrailhouseError } from '@trailhouse/errors'
import type { ConnectedAdmin } from './admin.ts'
import { pause } from './timing.ts'
import type { TopicChange, TopicDeclaration, TopicDescription } from './types.ts'

/** ConfigResourceTypes.TOPIC */
const topicResource = 2
const leadersMs = 10_000
/** default.replication.factor of the broker (KIP-464). */
const brokerDefault = -1

export async function createTopics(admin: ConnectedAdmin, declarations: readonly TopicDeclaration[]): Promise<void> {
  const topics = declarations.map(({ name, partitions, replicationFactor = brokerDefault, config = {} }) => ({
    topic: name,
    numPartitions: partitions,
    replicationFactor,
    configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
  }))
  await admin.ask((kafkajs) => kafkajs.createTopics({ topics, waitForLeaders: false }))
  await waitForLeaders(
    admin,
    declarations.map(({ name }) => name),
  )
}

/** kafkajs's own wait fails when the broker asked has not heard of the topic yet, which on KRaft is some milliseconds. */
async function waitForLeaders(admin: ConnectedAdmin, names: readonly string[]): Promise<void> {
  const limit = Date.now() + leadersMs
  while (!(await haveLeaders(admin, names))) {
    if (Date.now() > limit) throw new TrailhouseError('KAFKA_UNAVAILABLE', `No leaders yet for ${names.join(', ')}`)
    await pause(10)
  }
}

async function haveLeaders(admin: ConnectedAdmin, names: readonly string[]): Promise<boolean> {
  try {
    const { topics } = await admin.ask((kafkajs) => kafkajs.fetchTopicMetadata({ topics: [...names] }))
    return topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0))
  } catch {
    return false
  }
}

export async function describeTopic(admin: ConnectedAdmin, name: string): Promise<TopicDescription> {
  const topicId = (await admin.topicIds([name])).get(name)
  if (!topicId)
    throw new TrailhouseError('TOPIC_UNKNOWN', `Topic ${name} does not exist: create it or correct its name`)
  const { topics } = await admin.ask((kafkajs) => kafkajs.fetchTopicMetadata({ topics: [name] }))
  const { resources } = await admin.ask((kafkajs) =>
    kafkajs.describeConfigs({ resources: [{ type: topicResource, name }], includeSynonyms: false }),
  )
  const entries = resources[0]?.configEntries ?? []
  return {
    name,
    topicId,
    partitions: topics[0]?.partitions.length ?? 0,
    config: Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue])),
  }
}

export async function applyTopics(
  admin: ConnectedAdmin,
  declarations: readonly TopicDeclaration[],
): Promise<TopicChange[]> {
  const existing = await admin.topicIds(declarations.map(({ name }) => name))
  const missing = declarations.filter(({ name }) => !existing.has(name))
  if (missing.length > 0) await createTopics(admin, missing)
  const changes: TopicChange[] = missing.map(({ name, partitions }) => ({
    topic: name,
    change: 'created',
    detail: `${partitions} partitions`,
  }))
  for (const declaration of declarations.filter(({ name }) => existing.has(name))) {
    changes.push(...(await alignTopic(admin, declaration)))
  }
  return changes
}

async function alignTopic(admin: ConnectedAdmin, declaration: TopicDeclaration): Promise<TopicChange[]> {
  const { name, partitions } = declaration
  const found = await describeTopic(admin, name)
  if (found.partitions > partitions) {
    const message = `Topic ${name} has ${found.partitions} partitions, its declaration ${partitions}; Kafka cannot take partitions away`
    throw new TrailhouseError('TOPIC_MISMATCH', message)
  }
  const changes: TopicChange[] = []
  if (found.partitions < partitions) {
    await admin.ask((kafkajs) => kafkajs.createPartitions({ topicPartitions: [{ topic: name, count: partitions }] }))
    changes.push({ topic: name, change: 'partitions-added', detail: `${found.partitions} -> ${partitions}` })
  }
  changes.push(...(await alignConfig(admin, declaration, found)))
  return changes.length > 0 ? changes : [{ topic: name, change: 'unchanged', detail: '' }]
}

async function alignConfig(
  admin: ConnectedAdmin,
  { name, config = {} }: TopicDeclaration,
  found: TopicDescription,
): Promise<TopicChange[]> {
  const different = Object.entries(config).filter(([key, value]) => found.config[key] !== value)
  if (different.length === 0) return []
  // AlterConfigs sets the whole of a topic's configuration: what the declaration leaves out goes back to the default.
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }))
  await admin.ask((kafkajs) =>
    kafkajs.alterConfigs({ validateOnly: false, resources: [{ type: topicResource, name, configEntries }] }),
  )
  const detail = different.map(([key, value]) => `${key}: ${found.config[key] ?? 'default'} -> ${value}`).join(', ')
  return [{ topic: name, change: 'config-changed', detail }]
}
