import { attributesOf } from '../src/fields/attributes.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { lineTime } from '../src/parsers/line-time.ts'
import { classify, isKnownOperation } from './classify.ts'
import { principalDraft, resourceTarget } from './principal.ts'

/** A principal can be a distinguished name; more than this is not looked into. */
const maxLine = 8192

/**
 * kafka.authorizer.logger, of all authorizers that Kafka had: SimpleAclAuthorizer (to 2.3, `Operation`, resource without
 * its pattern type at first), AclAuthorizer (with ZooKeeper) and StandardAuthorizer (KRaft, with the rule).
 */
const decision =
  /Principal = (.{1,2048}?) is (Allowed|Denied) [Oo]peration = (\w{1,64}) from host = (\S{1,256}) on resource = (.{1,512}?)(?: for request = (\S{1,64}) with resourceRefCount = (\d{1,10}))?(?: based on rule (.{1,4096}?))?(?: \([\w.]{1,128}\))?$/m

export const readDecision = (line: string): RegExpExecArray | null => decision.exec(line.slice(0, maxLine))

/** Undefined where the line is no decision. */
export function lineDraft(line: string, now: number): Draft | undefined {
  const found = readDecision(line)
  if (found === null) return undefined
  const [, principal = '', result, operation = '', host = '', resource = '', request = '', count, rule] = found
  const denied = result === 'Denied'
  const { time, timeText } = lineTime(line.slice(0, found.index), now)
  const { target, patternType } = resourceTarget(resource)
  return {
    ...classify(operation, request),
    ...(denied && { severity_id: severity.low }),
    ...principalDraft(principal),
    event_time: time,
    event_time_raw: timeText,
    action: operation,
    service: 'kafka',
    outcome: denied ? 'failure' : 'success',
    status_code: result ?? '',
    status_detail: denied ? (rule?.toWellFormed() ?? '') : '',
    source: host.replace(/^\//, ''),
    targets: target === undefined ? [] : [target],
    attributes: attributesOf({
      request,
      resource_ref_count: count,
      pattern_type: patternType,
      rule: rule?.toWellFormed(),
    }),
    unknown_event_type: isKnownOperation(operation) ? undefined : operation,
  }
}
