/**
 * What the sink costs: CPU time of its process and of ClickHouse by the operating system's accounting, for events of
 * about 1.2 KB from Kafka to stored rows, beside the floor of the same run. `node services/sink/bench/sink.ts [events]`
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connectClickHouse, migrate, query } from '@trailhouse/clickhouse'
import { auditEventSchema, blankEvent, encodeFramed, uuidv7 } from '@trailhouse/event'
import { connectKafka, connectRegistry, openAdmin, openProducer } from '@trailhouse/kafka'
import { ensureTools, serviceFlags, startStack } from '@trailhouse/local'

const events = Number(process.argv[2] ?? 300_000)
const partitions = 4
const topics = { normalized: 'audit.normalized', letters: 'audit.dlq', resolved: 'audit.dlq.resolved' }
const hertz = 100

const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / hertz
}
const peakMegabytes = (pid: number): number =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)

/** A CloudTrail-like event of about 1.2 KB in Avro. */
function sample(n: number) {
  const now = Date.now() * 1000
  const raw = JSON.stringify({
    eventVersion: '1.08',
    eventID: uuidv7(),
    n,
    requestParameters: 'x'.repeat(520 + (n % 97)),
  })
  return {
    ...blankEvent(),
    event_id: uuidv7(),
    event_time: now,
    ingest_time: now,
    tenant_id: 'default',
    dataset: 'aws-cloudtrail',
    class_uid: 6003,
    action: ['DescribeInstances', 'GetObject', 'ConsoleLogin', 'PutRolePolicy'][n % 4] ?? '',
    service: 'ec2.amazonaws.com',
    outcome: 'success' as const,
    actor_type: 'user' as const,
    actor_id: `arn:aws:iam::123456789012:user/user-${n % 5_000}`,
    actor_name: `user-${n % 5_000}`,
    actor_credential_id: `AKIA${(n * 7919) % 1_000_000}`,
    source_ip: `198.51.${n % 250}.${n % 199}`,
    user_agent: 'aws-cli/2.15.0 Python/3.11.6 Linux/6.1 source/x86_64 prompt/off command/ec2.describe',
    cloud_provider: 'aws',
    cloud_account: '123456789012',
    cloud_region: 'eu-central-1',
    target_type: 'instance',
    target_id: `i-${(n * 31337) % 1_000_000_007}`,
    targets: [{ type: 'instance', id: `i-${(n * 31337) % 1_000_000_007}`, name: '' }],
    request_id: uuidv7(),
    source_event_id: uuidv7(),
    raw: Buffer.from(raw),
    origin_topic: 'audit.raw.aws-cloudtrail',
    origin_offset: n,
    mapper: 'aws-cloudtrail@1',
  }
}

process.env['PATH'] = `${await ensureTools()}:${process.env['PATH'] ?? ''}`
const dir = mkdtempSync(join(tmpdir(), 'trailhouse-bench-'))
const stack = await startStack({ dir })
const address = new URL(stack.clickhouse.address)
const connection = {
  url: `http://${address.host}`,
  username: address.username,
  password: address.password,
  database: 'audit',
  requestTimeoutMs: 30_000,
}
const clickhouse = connectClickHouse(connection)
const env = {
  PATH: process.env['PATH'],
  TRAILHOUSE_HTTP_PORT: '0',
  TRAILHOUSE_KAFKA_BROKERS: stack.kafka.address,
  TRAILHOUSE_REGISTRY_URL: stack.registry.address,
  TRAILHOUSE_CLICKHOUSE_URL: connection.url,
  TRAILHOUSE_CLICKHOUSE_USERNAME: connection.username,
  TRAILHOUSE_CLICKHOUSE_PASSWORD: connection.password,
}

async function prepare(): Promise<number> {
  await migrate(clickhouse)
  const client = connectKafka({ brokers: [stack.kafka.address], clientId: 'bench' })
  const admin = await openAdmin(client)
  await admin.createTopics(
    Object.values(topics).map((name) => ({ name, partitions: name === topics.normalized ? partitions : 1 })),
  )
  const registry = connectRegistry({ url: stack.registry.address }, {})
  const schemaId = await registry.register(`${topics.normalized}-value`, auditEventSchema, 'FULL_TRANSITIVE')
  const producer = await openProducer(client, {})
  let bytes = 0
  for (let at = 0; at < events; at += 2_000) {
    const messages = Array.from({ length: Math.min(2_000, events - at) }, (_, i) => {
      const value = Buffer.from(encodeFramed(schemaId, sample(at + i)))
      bytes += value.length
      return { value, partition: i % partitions }
    })
    await producer.send([{ topic: topics.normalized, messages }])
  }
  await producer.close()
  await admin.close()
  return bytes / events
}

async function stored(): Promise<number> {
  const [row] = await query<{ n: number }>(clickhouse, { sql: 'SELECT count() AS n FROM events' })
  return row?.n ?? 0
}

/** Lines of JSON that a child writes, one at a time. */
async function line(
  child: ChildProcess,
  wanted: (fields: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  if (!child.stdout) throw new Error('no output')
  for await (const text of createInterface({ input: child.stdout })) {
    const fields = JSON.parse(text)
    if (wanted(fields)) return fields
  }
  throw new Error('the child ended')
}

async function measureSink() {
  const child = spawn(process.execPath, [...serviceFlags, join(import.meta.dirname, '../src/main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = child.pid ?? 0
  await line(child, (fields) => fields['code'] === 'SERVICE_STARTED')
  child.stdout?.resume()
  const [began, sinkBefore, serverBefore] = [performance.now(), cpuSeconds(pid), cpuSeconds(stack.clickhouse.pid)]
  while ((await stored()) < events) await new Promise((resolve) => setTimeout(resolve, 250))
  const seconds = (performance.now() - began) / 1000
  const result = {
    sink: ((cpuSeconds(pid) - sinkBefore) / events) * 1e6,
    server: ((cpuSeconds(stack.clickhouse.pid) - serverBefore) / events) * 1e6,
    seconds,
    peak: peakMegabytes(pid),
  }
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))
  const [blocks] = await query<{ n: number }>(clickhouse, { sql: 'SELECT uniqExact(_part) AS n FROM events' })
  return { ...result, parts: blocks?.n }
}

async function measureFloor() {
  const work = {
    brokers: [stack.kafka.address],
    topic: topics.normalized,
    events,
    rowsPerBlock: 25_000,
    clickhouse: connection,
  }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'floor.ts'), JSON.stringify(work)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('no output')
  let serverBefore = 0
  for await (const text of createInterface({ input: child.stdout })) {
    const fields = JSON.parse(text)
    if (fields.phase === 'insert') serverBefore = cpuSeconds(stack.clickhouse.pid)
    if (fields.phase === 'end') {
      const server = ((cpuSeconds(stack.clickhouse.pid) - serverBefore) / fields.inserted) * 1e6
      return { consume: fields.consume as number, insert: fields.insert as number, server }
    }
  }
  throw new Error('the floor ended')
}

try {
  const size = await prepare()
  const sink = await measureSink()
  const floor = await measureFloor()
  const us = (value: number) => `${value.toFixed(2)} us`
  const sum = sink.sink + sink.server
  const least = floor.consume + floor.insert + floor.server
  console.log(`${events} events of ${size.toFixed(0)} B, ${partitions} partitions, CPU an event:`)
  console.log(
    `sink   ${us(sink.sink)} + ClickHouse ${us(sink.server)} = ${us(sum)}; ${sink.seconds.toFixed(1)} s, peak ${sink.peak} MB, ${sink.parts} parts`,
  )
  console.log(
    `floor  consume ${us(floor.consume)} + insert ${us(floor.insert)} + ClickHouse ${us(floor.server)} = ${us(least)}`,
  )
  console.log(`ratio  ${(sum / least).toFixed(2)}`)
} finally {
  await Promise.all([stack.kafka, stack.registry, stack.clickhouse].map((part) => part.kill('SIGKILL')))
  rmSync(dir, { recursive: true, force: true })
}
process.exit(0)
