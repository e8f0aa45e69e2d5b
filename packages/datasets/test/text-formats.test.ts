import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventPairs, pairsStart } from '../keycloak/pairs.ts'
import { textColumns } from '../mssql-audit/columns.ts'
import { readMariadb } from '../mysql-audit/lines.ts'
import { recordsIn } from '../mysql-audit/xml.ts'
import { headed } from '../src/headed.ts'
import { jsonMapper } from '../src/json-mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { lineTime } from '../src/parsers/line-time.ts'
import { readClf } from '../web-access/clf.ts'
import { readW3c } from '../web-access/w3c.ts'
import { contextAt } from './samples.ts'

/** Text as it comes in a value: anything that a line can hold but what the format itself cannot write. */
const textWithout = (excluded: string) =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => {
    const kept = [...text].filter((char) => !excluded.includes(char) && char.charCodeAt(0) >= 32)
    return kept.join('').trim() || 'x'
  })

test("Keycloak's pairs come back in either way of quoting, whatever their values hold", () => {
  const pairs = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,10}$/), textWithout('\\'), { minKeys: 1, maxKeys: 8 })
  fc.assert(
    fc.property(pairs, (values) => {
      const expected = Object.entries(values).filter(([, value]) => value !== 'null')
      const quoted = Object.entries(values).map(([key, value]) => `${key}="${value.replaceAll('"', '\\"')}"`)
      expect(Object.entries(eventPairs(quoted.join(', ')))).toEqual(expected)
    }),
  )
  expect({ ...eventPairs("a=1, b='x y', c=, d=null, e=z") }).toEqual({ a: '1', b: 'x y', e: 'z' })
})

test('a line without a type and a realm is no event of Keycloak', () => {
  expect(pairsStart('2026-03-02 INFO [org.keycloak.services] (main) KC-SERVICES0050: type="x"')).toBe(-1)
  expect(pairsStart('[org.keycloak.events] (t) type="LOGIN", realmId="r"')).toBe(26)
})

test('user, request, referrer and agent of an access log come back as Apache escaped them', () => {
  const value = textWithout('')
  const user = textWithout('"[],\\ ').map((name) => `u${name}`)
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  fc.assert(
    fc.property(user, value, value, fc.integer({ min: 100, max: 599 }), (name, referer, agent, status) => {
      const line = `192.0.2.1 - ${name} [02/Mar/2026:13:00:00 +0100] "GET /${escaped(referer)} HTTP/1.1" ${status} 5 "${escaped(referer)}" "${escaped(agent)}"`
      const found = readClf(line, 0)
      expect(found?.access).toMatchObject({
        client: '192.0.2.1',
        user: name,
        method: 'GET',
        url: `/${referer}`,
        status: String(status),
        agent,
        time: Date.UTC(2026, 2, 2, 12) * 1000,
      })
    }),
  )
})

test('columns of a W3C log are read by the names of its #Fields', () => {
  const names = ['c-ip', 'cs-method', 'cs-uri-stem', 'sc-status', 'cs-username', 'date', 'time']
  const values = ['192.0.2.1', 'GET', '/a', '200', 'ada', '2026-03-02', '13:00:00']
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }), (order) => {
      const line = readW3c(
        order.map((at) => values[at]).join(' '),
        order.map((at) => names[at] ?? ''),
      )
      expect(line?.access).toMatchObject({ client: '192.0.2.1', method: 'GET', url: '/a', status: '200', user: 'ada' })
      expect(line?.access.time).toBe(Date.UTC(2026, 2, 2, 13) * 1000)
    }),
  )
})

test('a statement in event 33205 forges no column, whatever it holds', () => {
  const forged = fc
    .array(fc.constantFrom('succeeded:true', 'action_id:SL', 'statement:x', 'session_id:9', 'select 1', '\n', ' '))
    .map((words) => `select ${words.join(' ')}`)
  fc.assert(
    fc.property(forged, fc.constantFrom(' ', '\n'), (statement, separator) => {
      const columns = ['action_id:DL', 'succeeded:false', 'session_id:1', `statement:${statement}`]
      const text = [...columns, 'additional_information:<a/>', 'application_name:sqlcmd'].join(separator)
      expect(Object.fromEntries(textColumns(text))).toMatchObject({
        action_id: 'DL',
        succeeded: 'false',
        session_id: '1',
        statement: statement.trim(),
        additional_information: '<a/>',
        application_name: 'sqlcmd',
      })
    }),
  )
})

test("a statement in MariaDB's line comes back, with its commas and quotes", () => {
  fc.assert(
    fc.property(textWithout(''), fc.nat(9999), (statement, status) => {
      const escaped = statement.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
      const entry = readMariadb(`20260302 13:00:00,db,ada,192.0.2.1,4,5,QUERY,shop,'${escaped}',${status}`, 0)
      expect(entry).toMatchObject({ sql: statement, status: String(status), user: 'ada', database: 'shop' })
    }),
  )
})

test('each record of an XML audit file is cut out whole, whether the file is closed or not', () => {
  const record = fc.constantFrom('<AUDIT_RECORD NAME="a"/>', '<AUDIT_RECORD>\n<NAME>b</NAME>\n</AUDIT_RECORD>')
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.boolean(), (records, closed) => {
      const file = `<?xml version="1.0"?>\n<AUDIT>\n${records.join('\n')}\n${closed ? '</AUDIT>\n' : ''}`
      expect(recordsIn(Buffer.from(file)).map((bytes) => Buffer.from(bytes).toString())).toEqual(records)
    }),
  )
})

test('JSON behind any header maps as it does without, and keeps the header in raw', () => {
  const mapper = headed(
    jsonMapper({
      name: 'x',
      version: 1,
      detects: () => true,
      map: (_, source) => ({ after: source.member('a', 'b') }),
    }),
  )
  fc.assert(
    fc.property(textWithout('{['), fc.jsonValue({ maxDepth: 2 }), (header, value) => {
      const json = JSON.stringify({ a: { b: value } })
      const [event] = mapper.map(Buffer.from(`${header} ${json}`), contextAt(1))
      expect(event?.after).toBe(JSON.stringify(value))
      expect(Buffer.from(event?.raw ?? '').toString()).toBe(`${header} ${json}`)
    }),
  )
})

test('what a shipper carries as text is found, with integers as they are written', () => {
  const isOwn = (record: Record<string, unknown>) => 'id' in record
  expect(carriedJson({ log: 'x {"id":12345678901234567890}\n' }, isOwn)).toEqual({ id: 12345678901234567890n })
  expect(carriedJson({ message: '{"id":' }, isOwn)).toEqual({ message: '{"id":' })
  expect(carriedJson({ event: { id: 1 } }, isOwn)).toEqual({ id: 1 })
})

test('of the times at the head of a line the one with a zone counts, else the first', () => {
  const utc = Date.UTC(2026, 2, 2, 13) * 1000
  const timeOf = (head: string) => lineTime(head, utc).time
  expect(timeOf('2026-03-02T13:00:00Z stdout F 2026-03-02 15:00:00,123 INFO')).toBe(utc)
  expect(timeOf('2026-03-02 13:00:00,123 INFO [x]')).toBe(utc + 123_000)
  expect(timeOf('<14>Mar  2 13:00:00 host app: ')).toBe(utc)
  expect(timeOf('INFO ')).toBeUndefined()
})
