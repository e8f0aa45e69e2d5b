import type { Target } from '@trailhouse/event'
import { first, type Row } from '../src/fields/row.ts'
import { addTarget } from '../src/fields/targets.ts'
import { isLoginAs, userId, userName } from './actor.ts'

/** What an event may be about: [type, fields with its id, fields with its name]. */
const things: readonly (readonly [type: string, ids: readonly string[], names: readonly string[]])[] = [
  ['Record', ['recordid', 'uriidderived', 'entityid', 'parentid'], []],
  ['Report', ['reportidderived', 'reportid'], ['reportname']],
  ['Dashboard', ['dashboardidderived', 'dashboardid'], ['dashboardname']],
  ['ListView', ['listviewid'], ['developername']],
  ['Document', ['documentidderived', 'documentid', 'versionidderived'], ['filename']],
  ['Entity', [], ['entityname', 'entitytype', 'objecttype']],
  ['QueriedEntities', [], ['queriedentities']],
  ['PermissionSet', ['parentidlist'], ['parentnamelist']],
  ['User', ['impacteduserids'], []],
  ['User', [], ['recordowner']],
  ['User', ['ownerid'], []],
  ['ApexClass', ['classid'], ['classname', 'entrypoint']],
  ['Package', ['packageid'], ['packagename']],
  ['ConnectedApp', ['connectedappid', 'clientid'], ['connectedappname', 'clientname']],
  ['Application', [], ['application', 'appname']],
  ['Policy', ['policyid'], []],
  ['Flow', ['flowversionid'], ['flowname']],
  ['Section', ['section'], ['section']],
  ['User', [], ['delegateuser']],
  ['URI', [], ['uri', 'pageurl', 'targeturl', 'url']],
  ['LoginUrl', [], ['loginurl']],
  ['Organization', ['organizationid'], []],
]

const rankOf = new Map(
  things.flatMap(([, ids, names], rank) => [...ids, ...names].map((field) => [field, rank] as const)),
)
const nothing = ['', [], []] as const

export function targetsOf(row: Row, type: string): Target[] {
  const targets: Target[] = []
  if (isLoginAs(type)) addTarget(targets, 'User', userId(row), userName(row))
  const object = first(row, 'objectid')
  if (object !== '') addTarget(targets, first(row, 'objecttype') || 'Record', object, first(row, 'recordname'))
  for (const rank of ranksOf(row)) {
    const [kind, ids, names] = things[rank] ?? nothing
    addTarget(targets, kind, first(row, ...ids), first(row, ...names))
  }
  addOtherIds(targets, row)
  return targets
}

/** The things that the row has a field of, in the order of the table: a row is of few. */
function ranksOf(row: Row): readonly number[] {
  const ranks: number[] = []
  for (const field in row) {
    const rank = rankOf.get(field)
    if (rank !== undefined && !ranks.includes(rank)) ranks.push(rank)
  }
  return ranks.sort((one, other) => one - other)
}

/** USER_ID is the first 15 characters of USER_ID_DERIVED: systems know a user by either. */
function addOtherIds(targets: Target[], row: Row): void {
  const short = first(row, 'userid')
  if (short !== '' && short !== userId(row)) addTarget(targets, 'User', short, userName(row))
}
