import { auditEventSchema, encodeEvent, frame } from '@trailhouse/event'
import { connectRegistry, type Message } from '@trailhouse/kafka'
import { expect, inject, test, vi } from 'vitest'
import {
  committed,
  countEvents,
  emit,
  exactly,
  type Lab,
  message,
  numbered,
  openLab,
  storedLetters,
  until,
  untilStored,
} from './support/lab.ts'
import { startSinkProcess } from './support/sink-process.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Records that cannot be rows, between good ones. */
function poisoned(lab: Lab): Message[] {
  const good = encodeEvent(numbered(0))
  return [
    message(lab, numbered(0)),
    { value: Buffer.from('{"not":"avro"}'), key: 'k', headers: { trace: 'abc', reason: 'mine' } },
    { value: null },
    { value: Buffer.from([0, 0]) },
    message(lab, numbered(1)),
    { value: frame(lab.schemaId, good.subarray(0, 50)) },
    { value: Buffer.concat([frame(lab.schemaId, good), Buffer.from([1])]) },
    { value: frame(999_999_999, good) },
    message(lab, numbered(2)),
  ]
}

const reasons = ['BAD_MAGIC', 'EMPTY_RECORD', 'TRUNCATED_BODY', 'TRUNCATED_BODY', 'TRAILING_BYTES', 'UNKNOWN_SCHEMA']

test.concurrent('records that cannot be rows become dead letters with their reason, and the others flow on', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  const sink = startSinkProcess(lab)
  await lab.producer.send([{ topic: lab.topic, messages: poisoned(lab) }])
  await untilStored(lab, 3)
  await until('letters stored', async () => (await storedLetters(lab)).length >= 6)
  expect((await storedLetters(lab)).map((letter) => letter.reason)).toEqual(reasons)
  expect((await storedLetters(lab)).map((letter) => letter.origin_offset)).toEqual([1, 2, 3, 5, 6, 7])
  expect(await countEvents(lab)).toEqual(exactly(3))
  await until('all committed', async () => (await committed(lab))?.offset === 9)
  const metrics = await (await sink.get('/metrics')).text()
  expect(metrics).toContain('trailhouse_dead_letters_total{dataset="other",reason="BAD_MAGIC",service="sink"} 1')
})

test.concurrent.for(['before-letters', 'inside-letters', 'after-letters'])(
  'killed at %s, the sink dead-letters each record once',
  async (step, { onTestFinished }) => {
    const lab = await openLab(onTestFinished)
    await lab.producer.send([{ topic: lab.topic, messages: poisoned(lab) }])
    const killed = startSinkProcess(lab, { TRAILHOUSE_TEST_STEPS: `${step}=kill` })
    expect(await killed.exited).toBe('SIGKILL')
    startSinkProcess(lab)
    await untilStored(lab, 3)
    await until('letters stored', async () => (await storedLetters(lab)).length >= 6)
    expect((await storedLetters(lab)).map((letter) => letter.reason)).toEqual(reasons)
    expect(await countEvents(lab)).toEqual(exactly(3))
  },
)

test.concurrent('what the table refuses is narrowed down to the record, which alone becomes a dead letter', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  const { command } = await import('@trailhouse/clickhouse')
  const sql = "ALTER TABLE events ADD CONSTRAINT no_poison CHECK action != 'poison'"
  await command(lab.clickhouse, { sql })
  const actions = Array.from({ length: 200 }, (_, n) => (n === 77 || n === 150 ? 'poison' : 'fine'))
  const messages = actions.map((action, n) => message(lab, numbered(n, { action })))
  await lab.producer.send([{ topic: lab.topic, messages }])
  startSinkProcess(lab)
  await untilStored(lab, 198)
  await until('letters stored', async () => (await storedLetters(lab)).length >= 2)
  expect(await storedLetters(lab)).toEqual(
    [77, 150].map((origin_offset) => ({ reason: 'REFUSED_BY_TABLE', origin_offset, stage: 'sink' })),
  )
  expect(await countEvents(lab)).toEqual(exactly(198))
  await until('all committed', async () => (await committed(lab))?.offset === 200)
})

test.concurrent('a writer schema that this version cannot store stops the partition, and nothing of it is lost', async ({
  onTestFinished,
}) => {
  const lab = await openLab(onTestFinished)
  const newer = {
    ...auditEventSchema,
    fields: [...auditEventSchema.fields, { name: 'later', type: 'string', default: '' }],
  }
  const registry = connectRegistry({ url: inject('registry') }, {})
  const id = await registry.register(`${lab.topic}-value`, newer, 'FULL_TRANSITIVE')
  const body = Buffer.concat([encodeEvent(numbered(1)), Buffer.from([0])])
  await emit(lab, 0, 1)
  await lab.producer.send([{ topic: lab.topic, messages: [{ value: frame(id, body) }] }])
  const sink = startSinkProcess(lab)
  await sink.logged('WRITER_SCHEMA_NEWER')
  await until('not ready', async () => (await sink.get('/health/ready')).status === 503)
  const { reasons: why } = (await (await sink.get('/health/ready')).json()) as { reasons: string[] }
  expect(why).toEqual([`${lab.topic}/0 stopped: WRITER_SCHEMA_NEWER`])
  expect(await countEvents(lab)).toEqual(exactly(1))
  expect((await storedLetters(lab)).length).toBe(0)
})
