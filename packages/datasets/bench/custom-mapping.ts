/**
 * What a mapping file costs against a mapper written by hand that gives the same events, for a JSON and a key=value
 * record: `node packages/datasets/bench/custom-mapping.ts`. Both run in turn, so that the machine's noise hits both.
 */
import { deepStrictEqual } from 'node:assert'
import { compileMapping } from '../custom/compile.ts'
import { parseMapping } from '../custom/load.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { finish } from '../src/finish.ts'
import type { Mapper } from '../src/index.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { decode } from '../src/parsers/json.ts'
import { keyValues } from '../src/parsers/key-value.ts'
import { contextAt } from '../test/samples.ts'

const context = contextAt(1)
const rounds = 9
const microsPerRound = 300_000

const outcomes = new Map<string, 'success' | 'failure'>([
  ['paid', 'success'],
  ['declined', 'failure'],
])

const json = {
  record: Buffer.from(
    '{"id":"e1","at":"2026-03-02T13:04:05.123Z","type":"invoice.paid","result":"paid","user":{"id":"u1","login":"ana@example.com","kind":"person"},"ip":"192.0.2.10:50100","agent":"Mozilla/5.0 (X11; Linux x86_64)","invoice":{"id":"inv-9","title":"March"},"approvers":[{"id":"u2","login":"bob"},{"id":"u3","login":"eve"}],"notes":["a","b","c"],"amount":{"value":120.5,"currency":"EUR"}}',
  ),
  mapped: `
dataset: custom-billing
input: json
fields:
  event_time: at
  action: type
  service: { value: billing }
  outcome: { path: result, table: { paid: success, declined: failure } }
  actor_type: { path: user.kind, table: { person: user, robot: service } }
  actor_id: user.id
  actor_name: user.login
  source: ip
  user_agent: agent
  source_event_id: id
targets:
  - { type: { value: invoice }, id: invoice.id, name: invoice.title }
  - { each: approvers, type: { value: user }, id: id, name: login }
`,
  byHand: jsonMapper({ name: 'custom-billing', version: 1, detects: () => false, map: billingDraft }),
}

function billingDraft(record: JsonRecord): Draft {
  const user = object(record['user'])
  const invoice = object(record['invoice'])
  const name = text(user['login'])
  const time = text(record['at'])
  const kind = text(user['kind'])
  const targets: { type: string; id: string; name: string }[] = []
  addTarget(targets, 'invoice', text(invoice['id']), text(invoice['title']))
  for (const approver of list(record['approvers'])) {
    addTarget(targets, 'user', text(object(approver)['id']), text(object(approver)['login']))
  }
  return {
    event_time: isoTime(time),
    event_time_raw: time,
    action: text(record['type']),
    service: 'billing',
    outcome: outcomes.get(text(record['result'])),
    actor_type: kind === 'person' ? 'user' : kind === 'robot' ? 'service' : 'unknown',
    actor_id: text(user['id']),
    actor_name: name,
    actor_email: email(name),
    source: text(record['ip']),
    user_agent: text(record['agent']),
    targets,
    source_event_id: text(record['id']),
  }
}

const line = {
  record: Buffer.from(
    'time=2026-03-02T13:04:05Z verb=open badge=ana door=north-2 result=paid battery=81 site="head office" src=192.0.2.7',
  ),
  mapped: `
dataset: custom-door
input: key-value
fields:
  event_time: time
  action: verb
  outcome: { path: result, table: { paid: success, declined: failure } }
  actor_name: badge
  source: src
targets:
  - { type: { value: door }, id: door }
attributes: { site: site, battery: battery }
`,
  byHand: { name: 'custom-door', version: 1, detects: () => false, map: mapDoor } satisfies Mapper,
}

function mapDoor(raw: Uint8Array, at: typeof context) {
  const pairs = keyValues(decode(raw).trim())
  const of = (name: string) => pairs.get(name) ?? ''
  const targets: { type: string; id: string; name: string }[] = []
  addTarget(targets, 'door', of('door'), '')
  const draft: Draft = {
    event_time: isoTime(of('time')),
    event_time_raw: of('time'),
    action: of('verb'),
    outcome: outcomes.get(of('result')),
    actor_name: of('badge'),
    actor_email: email(of('badge')),
    source: of('src'),
    targets,
    attributes: { site: of('site'), battery: of('battery') },
  }
  return [finish(draft, { dataset: 'custom-door', mapper: 'custom-door@1', raw, index: 0 }, at)]
}

/** Microseconds of CPU a record in one round. */
function measure(mapper: Mapper, record: Buffer): number {
  const started = process.cpuUsage()
  let mapped = 0
  let spent = 0
  while (spent < microsPerRound) {
    for (let turn = 0; turn < 500; turn++) mapped += mapper.map(record, context).length
    const { user, system } = process.cpuUsage(started)
    spent = user + system
  }
  return spent / mapped
}

const median = (costs: number[]): number => costs.sort((one, other) => one - other)[costs.length >> 1] ?? Number.NaN

console.log('input        mapping us   by hand us   ratio (medians)')
for (const [name, { record, mapped, byHand }] of Object.entries({ json, line })) {
  const mapping = compileMapping(parseMapping(mapped, name))
  deepStrictEqual(mapping.map(record, context), byHand.map(record, context))
  const costs: { mapping: number[]; byHand: number[] } = { mapping: [], byHand: [] }
  for (let round = -1; round < rounds; round++) {
    const pair = [measure(mapping, record), measure(byHand, record)] as const
    if (round < 0) continue
    costs.mapping.push(pair[0])
    costs.byHand.push(pair[1])
  }
  const [ours, theirs] = [median(costs.mapping), median(costs.byHand)]
  console.log(
    `${name.padEnd(12)}${ours.toFixed(2).padStart(11)}${theirs.toFixed(2).padStart(13)}${(ours / theirs).toFixed(2).padStart(8)}`,
  )
}
