import { AsyncLocalStorage } from 'node:async_hooks'
import { invalid } from './event-builder.ts'
import type { ContextFields } from './input.ts'

const contextFields = new Set([
  ...['tenant_id', 'actor', 'service', 'source_ip', 'source_port', 'source_host'],
  ...['destination_ip', 'destination_port', 'destination_host', 'user_agent', 'cloud_provider', 'cloud_account'],
  ...['cloud_region', 'request_id', 'trace_id', 'attributes'],
])

/** What the calls of one flow of work share, however deep they are and whatever they await. */
export class AuditContext {
  readonly #storage = new AsyncLocalStorage<ContextFields>()

  get current(): ContextFields | undefined {
    return this.#storage.getStore()
  }

  /** Runs `fn` with these fields over those of the surrounding context. */
  run<T>(fields: ContextFields, fn: () => T): T {
    for (const name of Object.keys(fields))
      if (!contextFields.has(name)) throw invalid(name, 'is not a field of a context')
    return this.#storage.run(merge(this.current, fields), fn)
  }
}

/** What is undefined or null leaves the outer value; attributes are merged name by name, an actor is taken whole. */
function merge(outer: ContextFields | undefined, inner: ContextFields): ContextFields {
  const given = Object.entries(inner).filter(([, value]) => value !== undefined && value !== null)
  const merged = { ...outer, ...Object.fromEntries(given) }
  if (!outer?.attributes || !inner.attributes) return merged
  return { ...merged, attributes: { ...outer.attributes, ...inner.attributes } }
}
