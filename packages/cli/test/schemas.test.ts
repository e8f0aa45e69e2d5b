import { auditEventSchema } from '@trailhouse/event'
import { connectRegistry } from '@trailhouse/kafka'
import { expect, inject, test } from 'vitest'
import { trailhouse } from './support/trailhouse.ts'

const subjects = ['audit.events-value', 'audit.normalized-value']

test('schemas register is safe to run again: one version, under a rule that holds for all of them', async () => {
  const settings = { TRAILHOUSE_REGISTRY_URL: inject('registry') }
  const registry = connectRegistry({ url: inject('registry') })
  expect((await trailhouse(['schemas', 'register'], settings)).code).toBe(0)
  const before = await Promise.all(subjects.map((subject) => registry.versions(subject)))
  const { code, stdout } = await trailhouse(['schemas', 'register'], settings)
  expect(code).toBe(0)
  expect(await Promise.all(subjects.map((subject) => registry.versions(subject)))).toEqual(before)
  for (const subject of subjects) {
    expect(stdout).toContain(subject)
    expect(await registry.idOf(subject, auditEventSchema)).toBeGreaterThan(0)
    const config = await fetch(`${inject('registry')}/config/${subject}`)
    expect(await config.json()).toMatchObject({ compatibilityLevel: 'FULL_TRANSITIVE' })
  }
})

test('a change that breaks readers is refused by the subject’s rule', async () => {
  await trailhouse(['schemas', 'register'], { TRAILHOUSE_REGISTRY_URL: inject('registry') })
  const fields = auditEventSchema.fields.filter(({ name }) => name !== 'event_id')
  const registry = connectRegistry({ url: inject('registry') })
  const broken = { ...auditEventSchema, fields: [...fields, { name: 'event_id', type: 'long' }] }
  await expect(registry.register('audit.events-value', broken, 'FULL_TRANSITIVE')).rejects.toMatchObject({
    code: 'SCHEMA_INCOMPATIBLE',
  })
})
