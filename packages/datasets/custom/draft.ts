import type { Target } from '@trailhouse/event'
import { changedMembers, jsonText } from '../src/fields/change.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, list } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import { compileCondition, type Holds } from './condition.ts'
import { compilePath, type Read, type Scope } from './path.ts'
import {
  actorTypes,
  type Fields,
  type Mapping,
  outcomes,
  type TargetRule,
  type TextField,
  textFields,
} from './schema.ts'
import { compileText, compileTimeOf, type ReadText } from './value.ts'

export type ReadDraft = (scope: Scope) => Draft

/** Compiles fields and targets, and each rule's over them, once: an event then only picks its rule. */
export function compileDraft({ fields = {}, targets = [], rules = [] }: Mapping): ReadDraft {
  const usual = compileEvent(fields, targets)
  if (rules.length === 0) return usual
  const compiled = rules.map((rule) => ({
    holds: compileCondition(rule.when),
    read: compileEvent({ ...fields, ...rule.fields }, rule.targets ?? targets),
  }))
  return (scope) => (compiled.find(({ holds }) => holds(scope))?.read ?? usual)(scope)
}

const nothing = () => ''
const noTime = () => ({ time: undefined, text: '' })
const noNumber = () => undefined

/** Every draft has the same members in the same order: one with a member only for each mapped field costs finish double. */
function compileEvent(fields: Fields, targetRules: readonly TargetRule[]): ReadDraft {
  const read = Object.fromEntries(textFields.map((name) => [name, compileField(fields[name])])) as Record<
    TextField,
    ReadText
  >
  const timeOf = fields.event_time === undefined ? noTime : compileTimeOf(fields.event_time)
  const outcome = compileWord(fields.outcome, outcomes)
  const actorType = compileWord(fields.actor_type, actorTypes)
  const classUid = compileNumber(fields.class_uid)
  const activityId = compileNumber(fields.activity_id)
  const severityId = compileNumber(fields.severity_id)
  const sourcePort = compileNumber(fields.source_port)
  const destinationPort = compileNumber(fields.destination_port)
  const change = compileChange(fields.before, fields.after)
  const targets = compileTargets(targetRules)
  return (scope) => {
    const time = timeOf(scope)
    const { before, after, changed } = change(scope)
    const actorName = read.actor_name(scope)
    return {
      event_time: time.time,
      event_time_raw: time.text,
      class_uid: classUid(scope),
      activity_id: activityId(scope),
      severity_id: severityId(scope),
      action: read.action(scope),
      service: read.service(scope),
      outcome: outcome(scope),
      status_code: read.status_code(scope),
      status_detail: read.status_detail(scope),
      actor_type: actorType(scope),
      actor_id: read.actor_id(scope),
      actor_name: actorName,
      actor_email: read.actor_email(scope) || email(actorName),
      actor_session_id: read.actor_session_id(scope),
      actor_credential_id: read.actor_credential_id(scope),
      source: read.source(scope),
      source_port: sourcePort(scope),
      source_host: read.source_host(scope),
      destination: read.destination(scope),
      destination_port: destinationPort(scope),
      destination_host: read.destination_host(scope),
      user_agent: read.user_agent(scope),
      cloud_provider: read.cloud_provider(scope),
      cloud_account: read.cloud_account(scope),
      cloud_region: read.cloud_region(scope),
      targets: targets(scope),
      before,
      after,
      changed,
      request_id: read.request_id(scope),
      trace_id: read.trace_id(scope),
      source_event_id: read.source_event_id(scope),
    }
  }
}

const compileField = (value: Fields[TextField]): ReadText => (value === undefined ? nothing : compileText(value))

/** A word that is none of the field's own is as good as none. */
function compileWord<Word extends string>(
  value: Fields['outcome'],
  words: readonly Word[],
): (scope: Scope) => Word | undefined {
  const byName = new Map<string, Word>(words.map((word) => [word, word]))
  const read = compileField(value)
  return (scope) => byName.get(read(scope))
}

function compileNumber(value: Fields['class_uid']): (scope: Scope) => number | undefined {
  if (value === undefined) return noNumber
  const read = compileText(value)
  return (scope) => {
    const found = read(scope)
    return /^\d{1,9}$/.test(found) ? Number(found) : undefined
  }
}

type Change = Pick<Draft, 'before' | 'after' | 'changed'>
const unchanged: Change = {}

function compileChange(before: string | undefined, after: string | undefined): (scope: Scope) => Change {
  if (before === undefined && after === undefined) return () => unchanged
  const readBefore = before === undefined ? noNumber : compilePath(before)
  const readAfter = after === undefined ? noNumber : compilePath(after)
  return (scope) => {
    const [old, current] = [readBefore(scope), readAfter(scope)]
    return { before: jsonText(old), after: jsonText(current), changed: changedMembers(old, current) }
  }
}

const noTargets: readonly Target[] = []
/** More than a person would read are cut. */
const maxTargets = 1000

function compileTargets(rules: readonly TargetRule[]): (scope: Scope) => readonly Target[] {
  if (rules.length === 0) return () => noTargets
  const adders = rules.map(compileTarget)
  return (scope) => {
    const targets: Target[] = []
    for (const add of adders) add(targets, scope)
    return targets
  }
}

function compileTarget({ each, when, type, id, name }: TargetRule): (targets: Target[], scope: Scope) => void {
  const holds: Holds = when === undefined ? () => true : compileCondition(when)
  const [readType, readId, readName] = [compileText(type), compileField(id), compileField(name)]
  const add = (targets: Target[], scope: Scope) => {
    if (holds(scope)) addTarget(targets, readType(scope), readId(scope), readName(scope))
  }
  return each === undefined ? add : addEach(compilePath(each), add)
}

function addEach(items: Read, add: (targets: Target[], scope: Scope) => void) {
  return (targets: Target[], scope: Scope) => {
    for (const item of list(items(scope)).slice(0, maxTargets)) add(targets, { ...scope, item })
  }
}
