import { isIP } from 'node:net'
import type { AuditEvent } from '@trailhouse/event'
import type { Leaf } from './leaves.ts'

/** A field of the event, and how a record is seen to have the information for it. */
export type Rule = {
  readonly field: string
  readonly has: (leaf: Leaf) => boolean
  readonly filled: (event: AuditEvent) => boolean
}

/** What stands for no value; 4294967295 is the kernel's. */
const nothing =
  /^(|-|--|null|none|nil|unknown|undefined|n\/a|\(none\)|\(null\)|\?|0x0|unset|\*|\{\}|\[\]|anonymous|4294967295)$/i
const says = ({ value }: Leaf): boolean => !nothing.test(value.trim())
const named =
  (key: RegExp, value: (text: string) => boolean = () => true) =>
  (leaf: Leaf): boolean =>
    key.test(leaf.key) && says(leaf) && value(leaf.value)

const isAddress = (text: string): boolean =>
  isIP(text.trim().replace(/^\[|\]$/g, '')) !== 0 && !/^(0\.0\.0\.0|::)$/.test(text)
const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536
/** A small number is a kind of thing, not one thing. */
const isId = (text: string): boolean => text.length > 7
const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d|^\d{10}(\d{3}|\d{6}|\d{9})?(\.\d+)?$|^\w{3} +\d+ \d\d:\d\d:\d\d/.test(text)
const isOutcome = (text: string): boolean =>
  /^(success(ful(ly)?)?|succeed(ed)?|succeeded|ok|allow(ed)?|accept(ed)?|permit(ted)?|pass(ed)?|fail(ed|ure)?|den(y|ied)|error|refused|reject(ed)?|blocked?|unauthorized|forbidden|true|false|yes|no|[1-5]\d\d)$/i.test(
    text.trim(),
  )

/** Places beside the client's: the server's, and addresses of translation. */
const far = /translat|dst|dest|server|local|target|nat|xlate|peerto|listen|node|mgmt|gateway/

export const rules: readonly Rule[] = [
  {
    field: 'event_time',
    has: (leaf) => isTime(leaf.value) && /time|date|stamp|published|created|^ts$|text/.test(leaf.key),
    filled: ({ attributes }) => attributes['time_source'] !== 'ingest',
  },
  { field: 'action', has: () => true, filled: ({ action }) => action !== '' },
  {
    field: 'outcome',
    has: (leaf) =>
      leaf.key === 'text'
        ? /\b(success(ful)?|failed|failure|denied|accepted|refused|permitted|blocked|rejected)\b/i.test(leaf.value)
        : /^(outcome|result|status|statuscode|httpstatus|resultstatus|success|succeeded|decision|res|disposition|responsecode|resulttype|eventoutcome)$/.test(
            leaf.key,
          ) &&
          leaf.depth <= 3 &&
          isOutcome(leaf.value),
    filled: ({ outcome }) => outcome !== 'unknown',
  },
  {
    field: 'actor',
    has: named(
      /^(user|username|userid|useremail|login|principal|principalid|principalemail|principalname|actor|actorid|actorname|actoremail|actorlogin|account|acct|auid|suser|srcuser|subjectusername|userprincipalname|upn|caller|initiatedby|createdby|triggeredby|performedby)$/,
    ),
    filled: (event) => event.actor_id !== '' || event.actor_name !== '' || event.actor_email !== '',
  },
  {
    field: 'source_ip',
    has: (leaf) =>
      !far.test(leaf.key) &&
      ((/ips?$|ipaddr|ipaddress|^src$|addr(ess)?$|remotehost|rhost|^ip|^source$/.test(leaf.key) &&
        isAddress(leaf.value)) ||
        (leaf.key === 'text' && /\bfrom (\d{1,3}\.){3}\d{1,3}\b/.test(leaf.value))),
    filled: (event) => event.source_ip !== '',
  },
  {
    field: 'source_port',
    has: named(/^(src|source|client|remote|ip|spt|s)port$|^spt$|^ipport$/, isPort),
    filled: (event) => event.source_port !== 0,
  },
  {
    field: 'destination_ip',
    has: named(/^(dst|dest|destination|server|local)(ip|addr|address|ipaddress)?$/, isAddress),
    filled: (event) => event.destination_ip !== '',
  },
  {
    field: 'destination_port',
    has: named(/^(dst|dest|destination|server|local)port$|^dpt$/, isPort),
    filled: (event) => event.destination_port !== 0,
  },
  {
    field: 'user_agent',
    has: named(/useragent$|useragentoriginal$|requestclientapplication$/),
    filled: (event) => event.user_agent !== '',
  },
  {
    field: 'targets',
    has: named(
      /^(target|targetid|targetname|targetuser|resource|resourceid|resourcename|resources|object|objectid|objectname|objectref|filename|filepath|bucketname|table|entity|entityid|groupname|rolename|repo|repository|duser|dstuser|targetusername|arn)$/,
    ),
    filled: (event) => event.targets.length > 0,
  },
  {
    field: 'session',
    has: named(/^(session|ses|externalsession|authenticationsession|rootsession|console)?(session)id$|^ses$/),
    filled: (event) => event.actor_session_id !== '',
  },
  {
    field: 'credential',
    has: named(/^(accesskeyid|apikeyid|tokenid|credentialid|serviceaccountkeyname|clienttokenid|certificateserial)$/),
    filled: (event) => event.actor_credential_id !== '',
  },
  {
    field: 'request',
    has: named(/^(request|correlation|transaction|trace|activity)(id|uid)$/, isId),
    filled: (event) => event.request_id !== '' || event.trace_id !== '' || event.source_event_id !== '',
  },
  {
    field: 'source_event_id',
    has: (leaf) => leaf.depth === 1 && named(/^(event|audit|record|auditlog)?(id|uuid)$|^insertid$/, isId)(leaf),
    filled: (event) => event.source_event_id !== '' || event.request_id !== '',
  },
  {
    field: 'status_code',
    has: named(/^(errorcode|statuscode|errorstatus|resultcode|sqlstate|errno|failurecode|responsecode|resulttype)$/),
    filled: (event) => event.status_code !== '',
  },
  {
    field: 'status_detail',
    has: named(
      /^(errormessage|failurereason|statusmessage|errordescription|denyreason|resultdescription|failuremessage)$/,
    ),
    filled: (event) => event.status_detail !== '' || event.status_code !== '',
  },
  {
    field: 'before',
    has: named(/^(old|before|previous|prev)(value|values|data|state|image|properties)?$/),
    filled: (event) => event.before !== '' || event.changed.length > 0,
  },
  {
    field: 'after',
    has: named(/^(new|after|updated)(value|values|data|state|image|properties)?$/),
    filled: (event) => event.after !== '' || event.changed.length > 0,
  },
]

const address = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const person =
  /^(user|username|useremail|login|actor|actorname|actoremail|principalemail|suser|duser|acct|subjectusername|targetusername|userprincipalname|accountname|email|alternateid)$/

/** Who the record names: addresses anywhere, and values under the names of persons. */
export function identitiesIn(leaves: readonly Leaf[]): Set<string> {
  const found = new Set<string>()
  for (const leaf of leaves) {
    if (leaf.key !== 'text') for (const [one] of leaf.value.matchAll(address)) found.add(one.toLowerCase())
    if (person.test(leaf.key) && says(leaf) && leaf.value.length < 200 && !/[{\s]/.test(leaf.value)) {
      found.add(leaf.value.toLowerCase())
    }
  }
  return found
}

/** Whether an event names it: as the actor, or as a target. */
export function isNamed(identity: string, event: AuditEvent): boolean {
  const names = [event.actor_id, event.actor_name, event.actor_email, event.actor_session_id]
  const targets = event.targets.flatMap(({ id, name }) => [id, name])
  return [...names, ...targets].some((name) => name.toLowerCase().includes(identity))
}
