import type { Target } from '@trailhouse/event'
import { jsonText } from '../src/fields/change.ts'
import { addTarget } from '../src/fields/targets.ts'
import { list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** One member that was given a role, or lost it. */
export type Delta = { readonly added: boolean; readonly role: string; readonly member: string }

/** bindingDeltas of SetIamPolicy, wherever the service puts them. */
export function deltasOf(payload: JsonRecord): Delta[] {
  const metadata = object(payload['metadata'])
  const places = [
    object(object(payload['serviceData'])['policyDelta']),
    object(metadata['policyDelta']),
    object(metadata['datasetChange']),
    object(metadata['tableChange']),
    object(object(payload['response'])['policyDelta']),
  ]
  const deltas: Delta[] = []
  for (const place of places) {
    for (const entry of list(place['bindingDeltas'])) {
      const delta = object(entry)
      const member = text(delta['member'])
      const role = text(delta['role'])
      if (member !== '' || role !== '') deltas.push({ added: text(delta['action']) !== 'REMOVE', role, member })
    }
  }
  return deltas
}

/** `user:bob@example.com` is Bob's account; `allUsers` has no type. */
export function addMember(targets: Target[], member: string): void {
  const colon = member.indexOf(':')
  if (colon < 0 || member.startsWith('principal')) addTarget(targets, 'Member', member)
  else addTarget(targets, member.slice(0, colon), member.slice(colon + 1), member)
}

/** Bindings that were removed are `before`, those that were added `after`; else the resource's state that it replaced. */
export function changeOf(payload: JsonRecord, deltas: readonly Delta[], writes: boolean): Draft {
  if (deltas.length > 0) {
    return {
      before: bindingsText(deltas.filter(({ added }) => !added)),
      after: bindingsText(deltas.filter(({ added }) => added)),
      changed: ['/bindings'],
    }
  }
  const before = jsonText(payload['resourceOriginalState'])
  if (!writes && before === '') return nothing
  return { before, after: jsonText(payload['request']) }
}

const nothing: Draft = Object.freeze({})

function bindingsText(deltas: readonly Delta[]): string {
  if (deltas.length === 0) return ''
  return JSON.stringify({ bindings: deltas.map(({ role, member }) => ({ role, member })) })
}
