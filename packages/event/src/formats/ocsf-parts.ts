import {
  array,
  column,
  constant,
  either,
  first,
  isThere,
  type Json,
  matching,
  numbered,
  object,
  string,
  type Text,
  targetAt,
  textWhen,
  when,
  whole,
  wholeColumn,
  wholeUnlessZero,
  words,
} from './definition.ts'

/** OCSF's objects, as an event fills them. Where OCSF requires one and the event has nothing for it, its name is `unknown`. */

export const unknown = words('unknown')
const unknownType = constant(0)

/** OCSF's email_t. */
const address = (text: Text): Text =>
  matching(text, "^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-zA-Z0-9-]+\\.[a-zA-Z0-9.-]+$")
const email = address(column('actor_email'))

const actorName = first(column('actor_name'), column('actor_email'), column('actor_id'))

export const actorUser: Json = when(
  isThere(actorName),
  object({
    name: string(actorName),
    uid: string(column('actor_id')),
    email_addr: string(email),
    credential_uid: string(column('actor_credential_id')),
    type_id: whole(numbered('actor_type', { user: 1, system: 3, service: 4 })),
  }),
)

export const session: Json = object({ uid: string(column('actor_session_id')) })

export const actor: Json = either(
  object({ user: actorUser, session }),
  object({ app_name: string(first(column('service'), column('dataset'), unknown)) }),
)

const sourceEndpoint: Json = object({
  ip: string(column('source_ip')),
  hostname: string(column('source_host')),
  port: when(isThere(first(column('source_ip'), column('source_host'))), wholeUnlessZero(wholeColumn('source_port'))),
})
export const source: Json = sourceEndpoint
export const requiredSource: Json = either(sourceEndpoint, object({ name: string(unknown) }))

export const destination: Json = object({
  ip: string(column('destination_ip')),
  hostname: string(column('destination_host')),
  port: when(
    isThere(first(column('destination_ip'), column('destination_host'))),
    wholeUnlessZero(wholeColumn('destination_port')),
  ),
})

/** The host on which it happened: where it went to, else where it came from. */
const isAddressed = isThere(first(column('destination_ip'), column('destination_host')))
const hasHost = isThere(
  first(column('destination_ip'), column('destination_host'), column('source_ip'), column('source_host')),
)
export const device: Json = object({
  hostname: string(textWhen(isAddressed, column('destination_host'), column('source_host'))),
  ip: string(textWhen(isAddressed, column('destination_ip'), column('source_ip'))),
  name: string(textWhen(hasHost, words(''), first(column('service'), column('dataset'), unknown))),
  type_id: unknownType,
})

export const nameOf = (index: number) => first(targetAt(index, 'name'), targetAt(index, 'id'))
export const primaryName = first(nameOf(0), unknown)

/** A target as a named thing of some type. */
const thingAt = (index: number): Json =>
  object({
    name: string(nameOf(index)),
    uid: string(targetAt(index, 'id')),
    type: string(textWhen(isThere(nameOf(index)), targetAt(index, 'type'))),
  })
export const userAt = (index: number): Json =>
  object({ name: string(nameOf(index)), uid: string(targetAt(index, 'id')) })

export const unknownUser: Json = object({ name: string(unknown), type_id: unknownType })
export const entity: Json = either(thingAt(0), object({ name: string(unknown) }))
export const group: Json = object({ name: string(primaryName), uid: string(targetAt(0, 'id')) })
/** What was granted: the targets after the one it was granted to, or what was done. */
export const privileges: Json = either(
  array(string(nameOf(1)), string(nameOf(2)), string(nameOf(3))),
  array(string(first(column('action'), unknown))),
)
export const file: Json = object({
  name: string(primaryName),
  path: string(matching(primaryName, '[/\\\\]')),
  type_id: unknownType,
})
export const process: Json = object({
  name: string(nameOf(0)),
  uid: string(first(targetAt(0, 'id'), targetAt(0, 'name'), unknown)),
})
export const named: Json = object({ name: string(primaryName) })
export const namedWithType: Json = object({
  name: string(primaryName),
  uid: string(targetAt(0, 'id')),
  type_id: unknownType,
})
export const service: Json = object({ name: string(first(column('service'), column('dataset'), unknown)) })
export const api: Json = object({
  operation: string(first(column('action'), unknown)),
  service: object({ name: string(column('service')) }),
  request: object({ uid: string(column('request_id')) }),
})
export const httpRequest = (more: Readonly<Record<string, Json>> = {}): Json =>
  object({ user_agent: string(column('user_agent')), uid: string(column('request_id')), ...more })
export const finding: Json = object({
  uid: string(first(column('source_event_id'), column('event_id'))),
  title: string(first(column('action'), unknown)),
})
const recipient = address(nameOf(0))
export const message: Json = object({
  from: string(email),
  to: array(string(recipient)),
  subject: string(textWhen(isThere(recipient), words(''), nameOf(0))),
})
export const hasAddress = isThere(first(email, recipient))
