import avro from 'avsc'
import { expect, test } from 'vitest'
import { canonicalForm } from '../src/fingerprint.ts'
import { auditEventSchema, schemaFingerprint } from '../src/index.ts'
import { changedVersion, changeField } from './support/versions.ts'

/** As signed 64-bit integers: Apache Avro's share/test/data/schema-tests.txt. */
const vectors: [string, bigint][] = [
  ['null', 7195948357588979594n],
  ['boolean', -6970731678124411036n],
  ['int', 8247732601305521295n],
  ['long', -3434872931120570953n],
  ['float', 5583340709985441680n],
  ['double', -8181574048448539266n],
  ['bytes', 5746618253357095269n],
  ['string', -8142146995180207161n],
]

test.each(vectors)('the fingerprint of "%s" is that of the Avro project', (type, fingerprint) => {
  expect(BigInt.asIntN(64, schemaFingerprint(type))).toBe(fingerprint)
  expect(BigInt.asIntN(64, schemaFingerprint({ type }))).toBe(fingerprint)
})

test('the canonical form is the one that avsc gives', () => {
  const schema = avro.Type.forSchema(auditEventSchema as unknown as avro.Schema).schema()
  expect(JSON.parse(canonicalForm(auditEventSchema))).toEqual(schema)
})

test('names are qualified by the namespace around them, and attributes are dropped', () => {
  const inner = { type: 'fixed', name: 'F', size: '4', aliases: ['G'], doc: 'a doc' }
  const schema = {
    namespace: 'a.b',
    doc: 'a doc',
    fields: [
      { default: null, type: ['null', inner], name: 'x' },
      { name: 'y', type: 'F', order: 'ignore' },
      { name: 'z', type: { type: 'enum', name: 'E', namespace: 'c', symbols: ['S'] } },
    ],
    type: 'record',
    name: 'R',
  }
  expect(canonicalForm(schema)).toBe(
    '{"name":"a.b.R","type":"record","fields":[' +
      '{"name":"x","type":["null",{"name":"a.b.F","type":"fixed","size":4}]},' +
      '{"name":"y","type":"a.b.F"},' +
      '{"name":"z","type":{"name":"c.E","type":"enum","symbols":["S"]}}]}',
  )
})

test('docs and defaults do not change the fingerprint; a type, a name and the order do', () => {
  const fingerprint = schemaFingerprint(auditEventSchema)
  const changed = (change: Parameters<typeof changedVersion>[0]) => schemaFingerprint(changedVersion(change))
  expect(changed((schema) => changeField(schema, 'action', { doc: 'other' }))).toBe(fingerprint)
  expect(changed((schema) => changeField(schema, 'action', { default: 'other' }))).toBe(fingerprint)
  expect(changed((schema) => changeField(schema, 'action', { name: 'verb' }))).not.toBe(fingerprint)
  expect(changed((schema) => changeField(schema, 'action', { type: 'bytes' }))).not.toBe(fingerprint)
  expect(changed((schema) => void schema.fields.reverse())).not.toBe(fingerprint)
})
