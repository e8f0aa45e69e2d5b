import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { type ClickHouse, command, insertNative, query, send } from '@trailhouse/clickhouse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertOf } from '../../../packages/clickhouse/test/support/events.ts'
import { ids, knownDeadLetters, knownEvents } from './support/known-events.ts'
import { type Server, startMigrated } from './support/server.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/analysts.md'), 'utf8')
const investigations = new Map(
  [...page.matchAll(/^## (.+)\n[^#]*?```sql\n([\s\S]*?)```/gm)].map(([, title = '', sql = '']) => [title, sql]),
)
const now = Date.now() * 1000

let server: Server
let analyst: ClickHouse
beforeAll(async () => {
  server = await startMigrated()
  analyst = server.as('analyst')
  await insertNative(server.as('sink'), insertOf(knownEvents(now)))
  await command(server.as('sink'), {
    sql: `INSERT INTO audit.dead_letters FORMAT JSONEachRow\n${knownDeadLetters(now)}`,
  })
})
afterAll(() => server.stop())

type Row = Record<string, unknown>
type Known = { params?: Record<string, unknown>; answer: unknown }

/** What each investigation must answer, of the columns that do not move with the clock. */
const known: Record<string, Known> = {
  'Who changed this thing, from what to what?': {
    params: { type: 'order', id: '1042' },
    answer: [
      { actor_name: 'alice', action: 'order.update', field: '/status', was: '"open"', is: '"paid"' },
      { actor_name: 'alice', action: 'order.update', field: '/total', was: '10', is: '12' },
    ],
  },
  'What happened to this thing, from its beginning?': {
    params: { id: '1042' },
    answer: [
      { dataset: 'sdk', actor_name: 'alice', action: 'order.update', outcome: 'success' },
      { dataset: 'sdk', actor_name: 'bob', action: 'order.read', outcome: 'success' },
      { dataset: 'sdk', actor_name: 'bob', action: 'order.refund', outcome: 'failure' },
    ],
  },
  'What did this person do, across all systems?': {
    params: { actor: 'alice@acme.example' },
    answer: ['Accepted', 'Failed', 'Failed', 'Failed', 'order.update'].map((action) =>
      expect.objectContaining({ action }),
    ),
  },
  'Which addresses fail to sign in?': {
    answer: [
      { source_ip: '198.51.100.4', tries: 3, accounts: 1, systems: ['openssh'] },
      { source_ip: '203.0.113.7', tries: 2, accounts: 2, systems: ['sdk'] },
    ],
  },
  'Who got in after failing several times?': {
    answer: [{ actor: 'alice', source: '198.51.100.4', failures_before: 3 }],
  },
  'Who signed in from an address they never used before?': {
    answer: [{ actor_name: 'alice', source_ip: '198.51.100.4' }],
  },
  'What was denied, and to whom?': {
    answer: [
      { dataset: 'openssh', actor_name: 'alice', action: 'Failed', status_code: '', times: 3 },
      { dataset: 'sdk', actor_name: 'bob', action: 'Failed', status_code: '', times: 1 },
      { dataset: 'sdk', actor_name: 'bob', action: 'order.refund', status_code: 'forbidden', times: 1 },
      { dataset: 'sdk', actor_name: 'carol', action: 'Failed', status_code: '', times: 1 },
      {
        dataset: 'aws-cloudtrail',
        actor_name: 'svc-report',
        action: 'GetObject',
        status_code: 'AccessDenied',
        times: 1,
      },
    ],
  },
  'Who gave privileges to whom?': {
    answer: [
      {
        dataset: 'aws-cloudtrail',
        actor_name: 'bob',
        action: 'AttachRolePolicy',
        outcome: 'success',
        target_type: 'role',
        target_name: 'Admin',
      },
    ],
  },
  'Who exported data?': {
    answer: [
      { dataset: 'sdk', actor_name: 'svc-report', action: 'report.download', target_type: 'report', target_id: 'r-7' },
    ],
  },
  'Who deleted the most?': { answer: [{ actor_name: 'bob', deletions: 2, things: 2 }] },
  'Which credential was used from several addresses?': {
    answer: [{ actor_credential_id: 'AK1', actor: 'svc-report', addresses: ['10.0.0.8', '192.0.2.1'] }],
  },
  'What did people do outside working hours?': {
    params: { zone: 'UTC' },
    answer: [{ actor_name: 'dave', action: 'file.read', target_id: 'f-1' }],
  },
  'What belongs to this request, in all systems?': {
    params: { id: 't-1' },
    answer: [
      { dataset: 'sdk', service: '', actor_name: 'alice', action: 'order.update', outcome: 'success' },
      { dataset: 'pgaudit', service: '', actor_name: 'svc-report', action: 'UPDATE', outcome: 'success' },
    ],
  },
  'Which event is this, and what was the record as received?': {
    params: { event_id: ids.read },
    answer: [expect.objectContaining({ dataset: 'sdk', raw: '{"seen":"confidential"}' })],
  },
  'Which records hold this word?': {
    params: { word: 'confidential', from: new Date(now / 1000 - 86_400_000), to: new Date(now / 1000) },
    answer: [{ dataset: 'sdk', actor_name: 'bob', action: 'order.read', event_id: ids.read }],
  },
  'What does a field say that no column holds?': {
    answer: [
      { identity_type: 'Root', events: 3 },
      { identity_type: 'IAMUser', events: 2 },
    ],
  },
  'How much came in by hour, and how much of it failed?': {
    answer: expect.arrayContaining([expect.objectContaining({ dataset: 'pgaudit', events: 1, failed: 0 })]),
  },
  'Which source has fallen silent?': { answer: [{ dataset: 'okta', events: 1 }] },
  'Did an application lose events?': { answer: [{ producer_id: 'p-1', first: 1, last: 5, missing: 2 }] },
  'What could not be stored as an event, and why?': {
    answer: [
      { reason: 'MALFORMED', dataset: 'openssh', letters: 2, open: 2, example: 'Failed passw' },
      { reason: 'TOO_LARGE', dataset: 'openssh', letters: 1, open: 1, example: 'Failed passw' },
    ],
  },
}

const moving = ['event_time', 'success', 'first_seen', 'local_time', 'ingest_time', 'hour']

describe('an investigation of docs/analysts.md answers', () => {
  test('each, and there are at least 15', () => {
    expect([...investigations.keys()]).toEqual(Object.keys(known))
    expect(investigations.size).toBeGreaterThanOrEqual(15)
  })

  test.each(Object.entries(known))('%s', async (title, { params, answer }) => {
    const rows = await query<Row>(analyst, { sql: investigations.get(title) ?? '', ...(params ? { params } : {}) })
    expect(rows.map((row) => still(row))).toEqual(answer)
  })
})

function still(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => !moving.includes(name) && !isTime(name, value)),
  )
}

/** `last` is a time in some answers and a number in others. */
function isTime(name: string, value: unknown): boolean {
  return name === 'last' && typeof value === 'string'
}

describe('an export of docs/analysts.md', () => {
  const exports = [...page.matchAll(/--format (\w+) [^"]*"(.*?)"/gs)].map(([, format = '', sql = '']) => ({
    format,
    sql,
  }))
  const ask = (format: string, params: Record<string, unknown>) =>
    send(analyst, {
      sql: exports.find((each) => each.format === format)?.sql ?? '',
      params,
      settings: { default_format: format, wait_end_of_query: 1 },
    })

  test('to CSV has a line of names and one an event', async () => {
    const lines = (await text(await ask('CSVWithNames', { actor: 'bob' }))).trimEnd().split('\n')
    expect(lines[0]).toBe('"event_time","dataset","action","outcome","target_id"')
    expect(lines.slice(1).map((line) => line.split(',')[2])).toContain('"order.refund"')
    expect(lines).toHaveLength(1 + knownEvents(now).filter(({ actor_name }) => actor_name === 'bob').length)
  })

  test('to Parquet holds every event, and is read back', async () => {
    const all = { from: '2000-01-01', to: '2100-01-01' }
    const parquet = await buffer(await ask('Parquet', all))
    expect(parquet.subarray(0, 4).toString()).toBe('PAR1')
    const { Readable } = await import('node:stream')
    const admin = server.as('admin')
    await command(admin, { sql: 'CREATE TABLE audit.copy AS audit.events ENGINE = Memory' })
    const answer = await send(admin, { sql: 'INSERT INTO audit.copy FORMAT Parquet', body: Readable.from([parquet]) })
    answer.resume()
    const difference = `SELECT count() AS differ FROM (SELECT * FROM audit.events EXCEPT SELECT * FROM audit.copy)`
    expect(await query(admin, { sql: difference })).toEqual([{ differ: 0 }])
  })
})
