import { type Headers, headerText } from '@trailhouse/kafka'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { DlqLab, numbered, type Placed, until } from './support/dlq-lab.ts'

// Each command is a process of its own, and some tests start several at once.
vi.setConfig({ testTimeout: 60_000 })

const values = (records: readonly Placed[]) => records.map(({ value }) => String(value)).sort()
const once = (count: number) =>
  numbered(count)
    .map(({ value }) => String(value))
    .sort()

test('three consoles at once, twice, replay each letter exactly once', async ({ onTestFinished }) => {
  const lab = await DlqLab.open(onTestFinished, { partitions: 2 })
  await lab.fail(numbered(400, 2))
  for (let round = 0; round < 2; round++) {
    const ended = await Promise.all([1, 2, 3].map(() => lab.run('replay', '--yes')))
    for (const { code, err } of ended) expect([0, 3], err).toContain(code)
    expect(ended.some(({ code }) => code === 0)).toBe(true)
  }
  expect(values(await lab.read(lab.raw))).toEqual(once(400))
  expect(await lab.read(lab.resolved)).toHaveLength(400)
  expect(await lab.list('--state', 'open')).toEqual([])
})

test.for(['inside-replay=kill@2', 'replay-committed=kill@1', 'replay-marks-read=kill@1'])(
  'a console killed at %s leaves nothing half done: the next one finishes, each letter once',
  async (steps, { onTestFinished, expect }) => {
    const lab = await DlqLab.open(onTestFinished)
    await lab.fail(numbered(250))
    const killed = lab.start(['replay', '--yes'], steps)
    expect((await killed.ended).signal).toBe('SIGKILL')
    expect((await lab.run('replay', '--yes')).code).toBe(0)
    expect(values(await lab.read(lab.raw))).toEqual(once(250))
  },
)

test.for(['replay-marks-read', 'inside-replay'])(
  'a console that stood still at %s while another replayed sends nothing when it wakes up',
  async (step, { onTestFinished, expect }) => {
    const lab = await DlqLab.open(onTestFinished)
    await lab.fail(numbered(20))
    const sleeper = lab.start(['replay', '--yes'], `${step}=stop`)
    await until('the console stands still', () => sleeper.reached(step))
    expect((await lab.run('replay', '--yes')).code).toBe(0)
    sleeper.signal('SIGCONT')
    const { code, err } = await sleeper.ended
    expect(err).toContain('REPLAY_TAKEN_OVER')
    expect(code).toBe(3)
    expect(values(await lab.read(lab.raw))).toEqual(once(20))
  },
)

const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array))
const header = fc.option(bytes, { freq: 6 })
// A name that every object has comes back broken from kafkajs's decoder of records.
const headerName = fc
  .oneof(fc.constantFrom('reason', 'original.x', 'origin-offset', 'trailhouse-x'), fc.string())
  .filter((name) => !(name in {}))
const headers = fc.dictionary(headerName, fc.oneof(header, fc.array(header, { minLength: 2, maxLength: 3 })), {
  maxKeys: 5,
})
const record = fc.record({ key: fc.option(bytes, { freq: 3 }), value: fc.option(bytes, { freq: 6 }), headers })

const ours = ['trailhouse-first-origin', 'trailhouse-attempt', 'trailhouse-replay-of']

function ownHeaders(found: Headers): Record<string, Headers[string]> {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !ours.includes(name)))
}

test('key, value and headers come back byte for byte, with the first origin beside them', async ({
  onTestFinished,
}) => {
  const lab = await DlqLab.open(onTestFinished)
  const sent = fc.sample(record, 300)
  await lab.fail(sent)
  expect((await lab.run('replay', '--yes')).code).toBe(0)
  const replayed = await lab.read(lab.raw)
  expect(replayed.map(({ key, value, headers }) => ({ key, value, headers: ownHeaders(headers) }))).toEqual(
    sent.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
  )
  const topicId = await lab.admin.topicId(lab.raw)
  const origins = replayed.map(({ headers }) => headerText(headers, 'trailhouse-first-origin'))
  expect(origins).toEqual(sent.map((_, offset) => `${topicId}:0:${offset}`))
})

test('a replay whose record fails again is the next attempt of the same record, not another loss', async ({
  onTestFinished,
}) => {
  const lab = await DlqLab.open(onTestFinished)
  await lab.fail(numbered(1))
  await lab.run('replay', '--yes')
  const [again] = await lab.read(lab.raw)
  await lab.fail([{ ...again, offset: 17 }])
  const [first, second, ...others] = await lab.list()
  expect(others).toEqual([])
  expect(first).toMatchObject({ state: 'replayed', attempt: 1 })
  expect(second).toMatchObject({ state: 'open', attempt: 2, first_origin: first?.['first_origin'], offset: 17 })
  expect(second?.['replay_of']).toBe(first?.['letter'])
  const { out } = await lab.run('show', String(second?.['letter']))
  expect(out.toString()).toContain(`attempt 1    ${first?.['letter']}`)

  await lab.run('replay', '--yes')
  const third = (await lab.read(lab.raw)).at(-1)
  expect(headerText(third?.headers ?? {}, 'trailhouse-attempt')).toBe('3')
  expect(headerText(third?.headers ?? {}, 'trailhouse-first-origin')).toBe(first?.['first_origin'])
})

test('a dry run says how many it would replay and changes nothing', async ({ onTestFinished }) => {
  const lab = await DlqLab.open(onTestFinished)
  await lab.fail(numbered(3))
  const { code, out } = await lab.run('replay', '--dry-run', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out.toString())).toMatchObject({ dry_run: true, open: 3, resolved: 0, replayed: 0 })
  expect(await lab.read(lab.raw)).toEqual([])
  expect(await lab.read(lab.resolved)).toEqual([])
})

test('without a terminal nothing is replayed unless --yes is given', async ({ onTestFinished }) => {
  const lab = await DlqLab.open(onTestFinished)
  await lab.fail(numbered(3))
  const { code, err } = await lab.run('replay')
  expect(code).toBe(1)
  expect(err).toContain('REPLAY_UNCONFIRMED: 3 letters')
  expect(await lab.read(lab.raw)).toEqual([])
})

test('a dismissed letter keeps who, when and why, and is not replayed any more', async ({ onTestFinished }) => {
  const lab = await DlqLab.open(onTestFinished)
  await lab.fail(numbered(3))
  const { code, err } = await lab.run('resolve', '0/1', '--note', 'a test of the shipper', '--yes')
  expect(code, err).toBe(0)
  const [dismissed, ...others] = await lab.list('--state', 'resolved')
  expect(others).toEqual([])
  expect(dismissed).toMatchObject({ state: 'dismissed', offset: 1 })
  expect(dismissed?.['resolved']).toMatchObject({ note: 'a test of the shipper', by: expect.stringContaining('@') })
  await lab.run('replay', '--yes')
  expect(values(await lab.read(lab.raw))).toEqual(['record 0', 'record 2'])
})

test('a letter that cannot be replayed stays open and is named, and the others are replayed', async ({
  onTestFinished,
}) => {
  const lab = await DlqLab.open(onTestFinished)
  await lab.fail([
    ...numbered(2),
    { value: Buffer.alloc(1_048_500), offset: 2 },
    { value: Buffer.from('last'), offset: 3 },
  ])
  await lab.producer.send([{ topic: lab.dlq, messages: [{ value: 'written by somebody else' }] }])
  const { code, err } = await lab.run('replay', '--yes')
  expect(code).toBe(1)
  expect(err).toMatch(/0\/2 stays open: .*will not store/)
  expect(err).toMatch(/0\/4 stays open: not a dead letter/)
  expect(err).toContain('REPLAY_INCOMPLETE: 2 letters')
  expect(values(await lab.read(lab.raw))).toEqual(['last', 'record 0', 'record 1'])
  expect(await lab.list('--state', 'open')).toHaveLength(2)
})

test('an id that the topic does not hold is refused, and nothing is replayed', async ({ onTestFinished }) => {
  const lab = await DlqLab.open(onTestFinished)
  await lab.fail(numbered(2))
  const { code, err } = await lab.run('replay', '0/1', '0/99', '--yes')
  expect(code).toBe(1)
  expect(err).toContain('LETTER_UNKNOWN')
  expect(await lab.read(lab.raw)).toEqual([])
})
