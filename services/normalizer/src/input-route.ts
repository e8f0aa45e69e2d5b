import { RecordError } from '@trailhouse/errors'
import { type Headers, headerText } from '@trailhouse/kafka'
import type { TopicBinding, TopicBindings } from './topic-bindings.ts'

/** What is known of all records of an input topic before one of them is read. */
export type InputRoute = {
  readonly topic: string
  readonly kind: 'events' | 'raw'
  /** Of every record: bound by a setting, or named by the topic. undefined: a header or the record itself must say. */
  readonly dataset: string | undefined
  /** undefined: any tenant may use the topic. */
  readonly tenants: ReadonlySet<string> | undefined
  /** Of a record whose header names none. */
  readonly tenantId: string
}

export type RouteOptions = {
  readonly eventsTopic: string
  readonly bindings: TopicBindings
  readonly defaultTenant: string
  readonly knownDatasets: ReadonlySet<string>
}

const rawPrefix = 'audit.raw.'

/** A binding names the dataset; else `audit.raw.<dataset>` does, when there is such a dataset. */
export function inputRoute(topic: string, options: RouteOptions): InputRoute {
  const binding: TopicBinding = Object.hasOwn(options.bindings, topic) ? (options.bindings[topic] ?? {}) : {}
  const named = topic.startsWith(rawPrefix) ? topic.slice(rawPrefix.length) : ''
  const [onlyTenant, another] = binding.tenants ?? []
  return {
    topic,
    kind: topic === options.eventsTopic ? 'events' : 'raw',
    dataset: binding.dataset ?? (options.knownDatasets.has(named) ? named : undefined),
    tenants: binding.tenants && new Set(binding.tenants),
    tenantId: onlyTenant !== undefined && another === undefined ? onlyTenant : options.defaultTenant,
  }
}

/** Names of bound datasets that no mapper knows: a bad setting, found at the start. */
export function unknownBoundDatasets(bindings: TopicBindings, known: ReadonlySet<string>): string[] {
  const bound = Object.values(bindings).flatMap((binding) => binding.dataset ?? [])
  return bound.filter((dataset) => !known.has(dataset))
}

/** The tenant of a raw record. Throws RecordError TENANT_NOT_ALLOWED. */
export function tenantOf(route: InputRoute, headers: Headers): string {
  return allowedTenant(route, headerText(headers, 'tenant') || route.tenantId)
}

/** The tenant, when the topic's binding lets it use the topic. Throws RecordError TENANT_NOT_ALLOWED. */
export function allowedTenant(route: InputRoute, tenantId: string): string {
  if (route.tenants === undefined || route.tenants.has(tenantId)) return tenantId
  throw new RecordError('TENANT_NOT_ALLOWED', `${route.topic} is not bound to tenant ${JSON.stringify(tenantId)}`)
}
