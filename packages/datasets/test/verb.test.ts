import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entityActivity } from '../src/ocsf.ts'
import { classifyByVerb } from '../src/verb.ts'

const activityOf = (action: string) => classifyByVerb(action)?.activity_id

test('the last verb of an action counts, in any of the ways that vendors write actions', () => {
  expect(activityOf('repo.create')).toBe(entityActivity.create)
  expect(activityOf('user_removed_from_group')).toBe(entityActivity.delete)
  expect(activityOf('ip_allow_list.enable')).toBe(entityActivity.enable)
  expect(activityOf('Permission scheme updated')).toBe(entityActivity.update)
  expect(activityOf('DELETE')).toBe(entityActivity.delete)
})

test('a word that may be a noun counts only where there is no other verb', () => {
  expect(activityOf('repo.remove_actions_access_list')).toBe(entityActivity.delete)
  expect(activityOf('pull_request')).toBe(entityActivity.update)
  expect(activityOf('repo.access')).toBe(entityActivity.read)
})

test('an action without a verb has no class, whatever it is made of', () => {
  for (const action of ['', '.', '__', 'quark', 'constructor', '1234']) expect(classifyByVerb(action)).toBeUndefined()
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (action) => {
      const found = classifyByVerb(action)
      expect(found === undefined || Object.values(entityActivity).includes(found.activity_id as 1)).toBe(true)
    }),
  )
})
