import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectKafka, openAdmin } from '@trailhouse/kafka'
import { expect, inject, test } from 'vitest'
import { parseDeclarations } from '../src/topics/declarations.ts'
import { differences } from '../src/topics/differences.ts'
import { trailhouse } from './support/trailhouse.ts'

const shipped = new URL('../../../infra/kafka/topics.yaml', import.meta.url)

test('the shipped declarations are readable, and outputs take larger messages than any input', async () => {
  const topics = parseDeclarations(await readFile(shipped, 'utf8'))
  const largest = (name: string) => Number(topics.find((topic) => topic.name === name)?.config?.['max.message.bytes'])
  const inputs = topics
    .map(({ name }) => name)
    .filter((name) => name === 'audit.events' || name.startsWith('audit.raw.'))
  expect(inputs.length).toBeGreaterThan(4)
  for (const input of inputs) {
    expect(largest(input)).toBeLessThan(largest('audit.normalized'))
    expect(largest(input)).toBeLessThan(largest('audit.dlq'))
  }
})

test('a declaration that is wrong is refused with its place', () => {
  expect(() => parseDeclarations('topics: [{ name: a b, partitions: 1 }]')).toThrow('topics[0].name')
  expect(() => parseDeclarations('topics: [{ name: a, partitions: 0 }]')).toThrow('topics[0].partitions')
  expect(() => parseDeclarations('topics: [{ name: a, partitons: 1, partitions: 1 }]')).toThrow('partitons')
  expect(() => parseDeclarations('')).toThrow()
})

test('a dataset that is named gets the topic of its raw records, as the file makes them', async () => {
  const declared = await readFile(shipped, 'utf8')
  const topics = parseDeclarations(declared, ['okta', 'openssh', 'okta'])
  const config = topics.find(({ name }) => name === 'audit.raw.openssh')?.config
  expect(topics.filter(({ name }) => name === 'audit.raw.okta')).toEqual([
    { name: 'audit.raw.okta', partitions: 2, config },
  ])
  expect(topics).toHaveLength(parseDeclarations(declared).length + 1)
  expect(() => parseDeclarations('topics: [{ name: a, partitions: 1 }]', ['okta'])).toThrow('dataset_topic')
})

test('what the file says of a topic itself counts', () => {
  const declared = parseDeclarations(
    '{ dataset_topic: { partitions: 2 }, topics: [{ name: audit.raw.okta, partitions: 9 }] }',
    ['okta'],
  )
  expect(declared).toEqual([{ name: 'audit.raw.okta', partitions: 9 }])
})

test('differences name what is missing and what is set otherwise', () => {
  const declared = { name: 't', partitions: 4, config: { 'retention.ms': '5' } }
  const found = { name: 't', topicId: 'x', partitions: 2, config: { 'retention.ms': '7' } }
  expect(differences(declared, undefined).map(({ change }) => change)).toEqual(['created'])
  expect(differences(declared, found).map(({ detail }) => detail)).toEqual(['2 -> 4', 'retention.ms: 7 -> 5'])
  expect(differences(declared, { ...found, partitions: 4, config: { 'retention.ms': '5' } })).toEqual([
    { topic: 't', change: 'unchanged', detail: '' },
  ])
})

test('topics apply creates what is missing, changes what differs, and is quiet the second time', async () => {
  const name = `cli-${randomUUID()}`
  const directory = await mkdtemp(join(tmpdir(), 'trailhouse-cli-'))
  const file = join(directory, 'topics.yaml')
  const settings = { TRAILHOUSE_KAFKA_BROKERS: inject('kafka') }
  const admin = await openAdmin(connectKafka({ brokers: [inject('kafka')], clientId: 'cli-test' }))
  const apply = async (retention: number, ...more: string[]) => {
    await writeFile(file, `topics: [{ name: ${name}, partitions: 2, config: { retention.ms: ${retention} } }]`)
    return (await trailhouse(['topics', 'apply', '--file', file, ...more], settings)).stdout
  }
  try {
    expect(await apply(100_000, '--dry-run')).toContain('created')
    expect(await admin.listTopics()).not.toContain(name)
    expect(await apply(100_000)).toContain('created')
    expect(await apply(100_000)).toContain('unchanged')
    expect(await apply(200_000)).toContain('retention.ms: 100000 -> 200000')
    expect((await admin.describeTopic(name)).config['retention.ms']).toBe('200000')
  } finally {
    await admin.deleteTopics([name])
    await admin.close()
    await rm(directory, { recursive: true })
  }
})

test('topics apply --dataset creates the topic, also of a mapping of the user', async () => {
  const dataset = `custom-${randomUUID()}`
  const admin = await openAdmin(connectKafka({ brokers: [inject('kafka')], clientId: 'cli-test' }))
  const directory = await mkdtemp(join(tmpdir(), 'trailhouse-cli-'))
  const file = join(directory, 'topics.yaml')
  const other = `cli-${randomUUID()}`
  try {
    await writeFile(
      file,
      `{ dataset_topic: { partitions: 3, config: { retention.ms: 5000 } }, topics: [{ name: ${other}, partitions: 1 }] }`,
    )
    const { code } = await trailhouse(['topics', 'apply', '--file', file, '--dataset', dataset], {
      TRAILHOUSE_KAFKA_BROKERS: inject('kafka'),
    })
    expect(code).toBe(0)
    const made = await admin.describeTopic(`audit.raw.${dataset}`)
    expect(made.partitions).toBe(3)
    expect(made.config['retention.ms']).toBe('5000')
  } finally {
    await admin.deleteTopics([`audit.raw.${dataset}`, other])
    await admin.close()
    await rm(directory, { recursive: true })
  }
})

test('a dataset that there is not is one line that names those that are, and no topic', async () => {
  const { code, stderr } = await trailhouse(['topics', 'apply', '--dataset', 'octa'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^trailhouse: DATASET_UNKNOWN: there is no dataset octa; .*\bokta\b.*\n$/)
})

test('a file that is not there is one line and exit code 1', async () => {
  const { code, stderr } = await trailhouse(['topics', 'apply', '--file', '/nowhere.yaml'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^trailhouse: TOPICS_FILE_INVALID: .*\n$/)
})
