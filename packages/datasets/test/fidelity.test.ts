import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { leavesOf } from '../fidelity/leaves.ts'
import { measure } from '../fidelity/measure.ts'
import { identitiesIn } from '../fidelity/rules.ts'
import { datasets, type Mapper, MappingError } from '../src/index.ts'

const found = (record: string) =>
  Object.fromEntries(leavesOf(Buffer.from(record)).map(({ path, value }) => [path, value]))

test.each([
  ['JSON', '{"user":{"Name":"ada"},"ips":["192.0.2.1"]}', { '/user/name': 'ada', '/ips': '192.0.2.1' }],
  ['JSON after a header', '<13>Mar  2 app: {"user_name":"ada"}', { '/username': 'ada' }],
  ['JSON in JSON', '{"message":"{\\"user\\":\\"ada\\"}"}', { '/message/user': 'ada' }],
  ['names and values', '{"p":[{"Name":"ClientIP","Value":"192.0.2.1"}]}', { '/p/clientip': '192.0.2.1' }],
  ['key=value', 'src=192.0.2.1 user="ada l"', { '/src': '192.0.2.1', '/user': 'ada l' }],
  ['XML', '<Event><Data Name="IpPort">5</Data><Level>1</Level></Event>', { '/ipport': '5', '/level': '1' }],
])('values are found under their names in %s', (_, record, values) => {
  expect(found(record)).toMatchObject(values)
})

test('who is named is found by addresses and by the names of persons, nobody else', () => {
  const record = '{"user":"Ada","note":"for grace@example.com","type":"user","target":{"login":"-"}}'
  expect([...identitiesIn(leavesOf(Buffer.from(record)))]).toEqual(['ada', 'grace@example.com'])
})

/** The real mapper, with some of its work undone. */
function worse(name: string, spoil: (event: Record<string, unknown>) => object): Mapper {
  const mapper = datasets.get(name) as Mapper
  return { ...mapper, map: (raw, context) => mapper.map(raw, context).map((event) => ({ ...event, ...spoil(event) })) }
}
const record = Buffer.from(
  '{"kind":"Event","auditID":"0f1e2d3c-4b5a","stage":"ResponseComplete","level":"Metadata","verb":"get","user":{"username":"ada"},"sourceIPs":["192.0.2.1"],"userAgent":"kubectl","objectRef":{"resource":"pods","name":"web"},"responseStatus":{"code":200},"stageTimestamp":"2026-03-02T13:00:00Z"}',
)

test('a mapper that leaves out what the record has is found out, field by field', () => {
  const good = measure(
    worse('kubernetes-audit', () => ({})),
    [record],
  )
  expect(good).toMatchObject({ records: 1, failed: 0, misses: [] })
  const fieldsMissed = (spoilt: object) =>
    measure(
      worse('kubernetes-audit', () => spoilt),
      [record],
    ).misses.map(({ field }) => field)
  expect(fieldsMissed({ source_ip: '' })).toEqual(['source_ip'])
  expect(fieldsMissed({ user_agent: '' })).toEqual(['user_agent'])
  expect(fieldsMissed({ actor_id: '', actor_name: '' })).toEqual(['actor', 'identity'])
  expect(fieldsMissed({ targets: [] })).toEqual(['targets'])
})

test('a record that cannot be mapped is counted, and so is an action without a class of its own', () => {
  const failing: Mapper = {
    ...(datasets.get('kubernetes-audit') as Mapper),
    map: () => {
      throw new MappingError('MALFORMED', 'no')
    },
  }
  expect(measure(failing, [record])).toMatchObject({ records: 1, failed: 1, events: 0 })
  const unclassified = worse('kubernetes-audit', () => ({ class_uid: 6003, activity_id: 99 }))
  expect(measure(unclassified, [record])).toMatchObject({ actions: 1, classified: 0 })
})

test('docs/datasets.md lists every dataset, with what its README says of it', () => {
  const docs = readFileSync(new URL('../../../docs/datasets.md', import.meta.url), 'utf8')
  for (const name of datasets.keys()) {
    const readme = readFileSync(new URL(`../${name}/README.md`, import.meta.url), 'utf8')
    const vendor = /^Vendor: (.+)$/m.exec(readme)?.[1]
    expect({ name, vendor, forms: /^Input forms: (.+)$/m.test(readme) }).toMatchObject({
      vendor: expect.any(String),
      forms: true,
    })
    expect(docs).toContain(`| [${name}](../packages/datasets/${name}/README.md) | ${vendor} |`)
  }
})
