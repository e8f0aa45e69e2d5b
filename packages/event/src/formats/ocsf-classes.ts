import { ocsfClasses, ocsfClassesWith } from '../generated/ocsf.ts'
import {
  alias,
  array,
  both,
  type Condition,
  choice,
  column,
  constant,
  eachTarget,
  either,
  first,
  isOneOf,
  isThere,
  type Json,
  type Members,
  matching,
  not,
  object,
  string,
  targetAt,
  targetColumn,
  textWhen,
  when,
  wholeColumn,
  wholeConstant,
} from './definition.ts'
import * as part from './ocsf-parts.ts'

const classUid = wholeColumn('class_uid')
const uidOf = (...names: readonly (keyof typeof ocsfClasses)[]): number[] => names.map((name) => ocsfClasses[name].uid)

/** An attribute of some classes, and what it is in them. */
type Attribute = { readonly classes: readonly number[]; readonly value: Json }

const onHost = uidOf(
  'file_activity',
  'kernel_extension_activity',
  'kernel_activity',
  'memory_activity',
  'module_activity',
  'scheduled_job_activity',
  'process_activity',
  'event_log_actvity',
  'script_activity',
  'peripheral_activity',
  'registry_key_activity',
  'registry_value_activity',
  'windows_resource_activity',
  'windows_service_activity',
  'inventory_info',
  'device_config_state_change',
  'software_info',
)
const onNetwork = uidOf(
  'network_activity',
  'dns_activity',
  'dhcp_activity',
  'rdp_activity',
  'smb_activity',
  'ssh_activity',
  'ftp_activity',
)
const requiringSource = uidOf('api_activity', 'datastore_activity', 'file_hosting', 'tunnel_activity')
const email = uidOf('email_activity')

const targetName = first(targetColumn('name'), targetColumn('id'))
// A target that has a type alone is no resource: OCSF wants a name or an id.
const resources = eachTarget(
  object({
    name: string(targetName),
    uid: string(targetColumn('id')),
    type: string(textWhen(isThere(targetName), targetColumn('type'))),
  }),
)
const isTable = isThere(matching(targetAt(0, 'type'), '[Tt]able|TABLE|[Vv]iew|VIEW'))
const isBucket = isThere(matching(targetAt(0, 'type'), '[Bb]ucket|[Oo]bject|[Bb]lob'))

/** What each class requires beside what all have. A class that stands nowhere here is written as a Base Event. */
const required: Readonly<Record<string, readonly Attribute[]>> = {
  device: [{ classes: onHost, value: part.device }],
  src_endpoint: [
    { classes: requiringSource, value: part.requiredSource },
    { classes: onNetwork, value: either(part.source, when(not(isThere(destinationText())), part.requiredSource)) },
  ],
  user: [
    { classes: uidOf('account_change', 'user_access', 'user_inventory'), value: anyUser(part.userAt(0)) },
    { classes: uidOf('authentication', 'authorize_session'), value: signingIn() },
    { classes: uidOf('group_management'), value: part.userAt(1) },
  ],
  privileges: [{ classes: uidOf('authorize_session', 'user_access'), value: part.privileges }],
  service: [{ classes: uidOf('authentication'), value: part.service }],
  entity: [{ classes: uidOf('entity_management'), value: part.entity }],
  group: [{ classes: uidOf('group_management'), value: part.group }],
  file: [{ classes: uidOf('file_activity', 'file_hosting'), value: part.file }],
  process: [{ classes: uidOf('process_activity', 'memory_activity'), value: part.process }],
  driver: [{ classes: uidOf('kernel_extension_activity'), value: object({ file: part.file }) }],
  kernel: [
    {
      classes: uidOf('kernel_activity'),
      value: object({ name: string(part.primaryName), type_id: constant(0) }),
    },
  ],
  module: [{ classes: uidOf('module_activity'), value: object({ file: part.file, load_type_id: constant(0) }) }],
  job: [{ classes: uidOf('scheduled_job_activity'), value: part.named }],
  log_name: [{ classes: uidOf('event_log_actvity'), value: string(part.primaryName) }],
  script: [
    {
      classes: uidOf('script_activity'),
      value: object({ type_id: constant(0), script_content: object({ value: string(part.primaryName) }) }),
    },
  ],
  peripheral_device: [{ classes: uidOf('peripheral_activity'), value: part.named }],
  reg_key: [{ classes: uidOf('registry_key_activity'), value: object({ path: string(part.primaryName) }) }],
  reg_value: [
    {
      classes: uidOf('registry_value_activity'),
      value: object({ name: string(part.primaryName), path: string(first(targetAt(0, 'id'), part.unknown)) }),
    },
  ],
  win_resource: [{ classes: uidOf('windows_resource_activity'), value: part.namedWithType }],
  win_service: [
    {
      classes: uidOf('windows_service_activity'),
      value: object({ name: string(part.primaryName), service_type_id: constant(0) }),
    },
  ],
  http_request: [
    {
      classes: uidOf('http_activity'),
      value: either(
        part.httpRequest({
          http_method: string(matching(column('action'), '^(OPTIONS|GET|HEAD|POST|PUT|DELETE|TRACE|CONNECT|PATCH)$')),
          url: object({ url_string: string(part.nameOf(0)) }),
        }),
        object({ url: object({ url_string: string(part.unknown) }) }),
      ),
    },
  ],
  email: [{ classes: email, value: part.message }],
  direction_id: [{ classes: email, value: constant(0) }],
  finding_info: [
    { classes: uidOf('compliance_finding', 'detection_finding', 'data_security_finding'), value: part.finding },
  ],
  finding_info_list: [{ classes: uidOf('incident_finding'), value: array(part.finding) }],
  assignee: [{ classes: uidOf('incident_finding'), value: either(part.actorUser, part.unknownUser) }],
  compliance: [
    {
      classes: uidOf('compliance_finding'),
      value: object({ desc: string(first(column('status_detail'), column('action'), part.unknown)) }),
    },
  ],
  web_resources: [
    {
      classes: uidOf('web_resources_activity'),
      value: either(resources, array(object({ name: string(part.unknown) }))),
    },
  ],
  resources: [
    {
      classes: uidOf('cloud_resources_inventory_info'),
      value: either(resources, array(object({ name: string(part.unknown) }))),
    },
  ],
  app: [
    {
      classes: uidOf('application_lifecycle'),
      value: object({
        name: string(first(part.nameOf(0), column('service'), column('dataset'), part.unknown)),
        uid: string(targetAt(0, 'id')),
      }),
    },
  ],
  api: [{ classes: uidOf('api_activity'), value: part.api }],
  table: [{ classes: uidOf('datastore_activity'), value: when(isTable, part.group) }],
  databucket: [{ classes: uidOf('datastore_activity'), value: when(isBucket, part.namedWithType) }],
  database: [
    {
      classes: uidOf('datastore_activity'),
      value: when(both(not(isTable), not(isBucket)), part.namedWithType),
    },
  ],
  scan: [{ classes: uidOf('scan_activity'), value: part.namedWithType }],
}

/** Set where a class has the attribute, and requires nothing else for it. */
const recommended: Members = {
  src_endpoint: part.source,
  dst_endpoint: part.destination,
  http_request: part.httpRequest(),
  resources,
  session: part.session,
}

function destinationText() {
  return first(column('destination_ip'), column('destination_host'))
}

function anyUser(...users: readonly Json[]): Json {
  return either(...users, part.actorUser, part.unknownUser)
}

/** Who signs in is who acts, but for a switch to another account. */
function signingIn(): Json {
  const isSwitch = both(isOneOf(classUid, uidOf('authentication')), isOneOf(wholeColumn('activity_id'), [7]))
  return either(when(isSwitch, part.userAt(0)), part.actorUser, part.userAt(0), part.unknownUser)
}

const writable = [...Object.values(required).flat(), { classes: uidOf('application_error', 'http_activity') }].flatMap(
  ({ classes }) => classes,
)

/** Whether the event can be written as its own class: all that the class requires can be made from it. */
const canBeItsClass: Condition = both(
  isOneOf(
    classUid,
    [...new Set(writable)].sort((one, other) => one - other),
  ),
  not(both(isOneOf(classUid, email), not(part.hasAddress))),
)

/** class_uid as it is written: its own, or 0, Base Event. In SQL it is defined once, by a WITH. */
export const writtenClass = alias('written_class', choice(canBeItsClass, classUid, wholeConstant(0)))

/** The attributes that an event has by its class. */
export const classMembers: Members = Object.fromEntries(
  [...new Set([...Object.keys(required), ...Object.keys(recommended)])].map((name) => [name, memberOf(name)]),
)

function memberOf(name: string): Json {
  const own = required[name] ?? []
  const having: readonly number[] = ocsfClassesWith[name as keyof typeof ocsfClassesWith] ?? []
  const rest = having.filter((uid) => !own.some(({ classes }) => classes.includes(uid)))
  const value = recommended[name]
  const all = value === undefined || rest.length === 0 ? own : [...own, { classes: rest, value }]
  return either(...all.map(({ classes, value }) => when(isOneOf(writtenClass, classes), value)))
}
