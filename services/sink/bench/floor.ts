/**
 * The least that any sink must do, as a process of its own: consume the topic undecoded, and insert rows that are Native
 * already. Prints its own CPU for each, in us an event.
 */
import { readFileSync } from 'node:fs'
import { connectClickHouse, insertNative } from '@trailhouse/clickhouse'
import { auditEventSchema, compileTranscoder, eventColumns, FRAME_HEADER, NativeBlock } from '@trailhouse/event'
import { ByteBudget, connectKafka, startConsumer } from '@trailhouse/kafka'

type Work = {
  readonly brokers: string[]
  readonly topic: string
  readonly events: number
  readonly rowsPerBlock: number
  readonly clickhouse: Parameters<typeof connectClickHouse>[0]
}

const work: Work = JSON.parse(process.argv[2] ?? '{}')
const clickhouse = connectClickHouse(work.clickhouse)
const cpu = () => process.cpuUsage().user + process.cpuUsage().system

async function consume(onBatch: (values: readonly Buffer[]) => void): Promise<void> {
  const done = Promise.withResolvers<void>()
  let seen = 0
  const client = connectKafka({ brokers: work.brokers, clientId: 'floor' })
  const consumer = await startConsumer(client, {
    groupId: `floor-${Math.random()}`,
    topics: [work.topic],
    budget: new ByteBudget(64 * 1024 * 1024),
    sessionTimeoutMs: 30_000,
    onAssigned: async () => ({
      startOffset: 0,
      handle: async ({ records }) => {
        onBatch(records.map((record) => record.value ?? Buffer.alloc(0)))
        seen += records.length
        if (seen >= work.events) done.resolve()
      },
      stop: async () => {},
    }),
  })
  await done.promise
  await consumer.stop()
}

/** Blocks made before the clock runs: enough to insert over and over under other tokens. */
async function prepareBlocks(): Promise<Uint8Array[][]> {
  const transcode = compileTranscoder(auditEventSchema)
  const blocks = [new NativeBlock({ topicId: '00000000-0000-4000-8000-000000000000', partition: 0 })]
  let offset = 0
  await consume((values) => {
    for (const value of values) {
      const block = blocks.at(-1)
      if (!block || blocks.length > 2) return
      transcode(block, value, FRAME_HEADER, value.length, offset++)
      if (block.rows >= work.rowsPerBlock)
        blocks.push(new NativeBlock({ topicId: '00000000-0000-4000-8000-000000000000', partition: 0 }))
    }
  })
  return blocks.filter((block) => block.rows >= work.rowsPerBlock).map((block) => block.finish())
}

const blocks = await prepareBlocks()
const beforeConsume = cpu()
await consume(() => {})
const consumed = cpu() - beforeConsume
const pid = Number(readFileSync('/proc/self/stat', 'utf8').split(' ')[0])
process.stdout.write(`${JSON.stringify({ phase: 'insert', pid })}\n`)
const beforeInsert = cpu()
let inserted = 0
const columns = eventColumns.map((column) => column.name)
for (let i = 0; inserted < work.events; i++, inserted += work.rowsPerBlock) {
  await insertNative(clickhouse, {
    table: 'events',
    columns,
    block: blocks[i % blocks.length] ?? [],
    token: `floor-${i}`,
  })
}
const perEvent = { consume: consumed / work.events, insert: (cpu() - beforeInsert) / inserted, inserted }
process.stdout.write(`${JSON.stringify({ phase: 'end', ...perEvent })}\n`)
process.exit(0)
