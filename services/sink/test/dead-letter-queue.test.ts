import { query } from '@trailhouse/clickhouse'
import { deadLetter, type KafkaRecord, markMessage } from '@trailhouse/kafka'
import { expect, test } from 'vitest'
import { openLab, until } from './support/lab.ts'
import { startSinkProcess } from './support/sink-process.ts'

type Row = { state: string; reason: string; note: string; detail: string; excerpt: string; resolved_by: string }

test('the view shows each letter once with its mark, over a kill of the sink; what is no mark resolves nothing', {
  timeout: 60_000,
}, async ({ onTestFinished }) => {
  const lab = await openLab(onTestFinished)
  const [topicId, dlqId] = await Promise.all([lab.admin.topicId(lab.topic), lab.admin.topicId(lab.deadLetterTopic)])
  const resolved = `${lab.deadLetterTopic}.resolved`
  const verdict = {
    reason: 'MALFORMED',
    detail: 'x',
    stage: 'normalizer',
    dataset: 'okta',
    tenantId: 'acme',
    mapper: '',
  } as const
  const letter = (offset: number) => {
    const record: KafkaRecord = {
      offset,
      timestamp: 1_700_000_000_000,
      key: null,
      value: Buffer.from(`a\u0000${offset}`),
      headers: {},
    }
    return deadLetter(record, { topic: lab.topic, topicId, partition: 0 }, verdict)
  }
  const mark = (offset: number) =>
    markMessage({
      letter: { topicId: dlqId, partition: 0, offset },
      ...{ how: 'dismissed', time: 1_700_000_000_000, by: 'ana@ops', note: 'known', reason: 'MALFORMED' },
      ...{ dataset: 'okta', tenantId: 'acme', topic: lab.topic },
    })
  await lab.producer.send([{ topic: lab.deadLetterTopic, messages: [letter(0), letter(1), { value: 'foreign' }] }])
  await lab.producer.send([{ topic: resolved, messages: [mark(1), { key: 'no', value: 'mark' }, mark(1)] }])

  const killed = startSinkProcess(lab, { TRAILHOUSE_TEST_STEPS: 'after-insert=kill' })
  expect(await killed.exited).toBe('SIGKILL')
  startSinkProcess(lab)
  const marks = () =>
    query<{ how: string; note: string }>(lab.clickhouse, {
      sql: 'SELECT how, note FROM dead_letter_marks ORDER BY kafka_offset',
    })
  const rows = () =>
    query<Row>(lab.clickhouse, {
      sql: 'SELECT state, reason, note, detail, excerpt, resolved_by FROM dead_letter_queue ORDER BY letter',
    })
  await until('letters and marks', async () => (await rows()).length >= 3 && (await marks()).length >= 3)
  expect(await rows()).toMatchObject([
    { state: 'open', excerpt: 'a\ufffd0', resolved_by: '' },
    { state: 'dismissed', excerpt: 'a\ufffd1', resolved_by: 'ana@ops', note: 'known' },
    { state: 'open', reason: 'MALFORMED', detail: expect.stringContaining('not a dead letter') },
  ])
  expect(await marks()).toMatchObject([
    { how: 'dismissed' },
    { how: '', note: expect.stringContaining('not a mark') },
    { how: 'dismissed' },
  ])
})
