import { Agent } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import api, { type SchemaRegistryAPIClient } from '@kafkajs/confluent-schema-registry/dist/api/index.js'
import { TrailhouseError } from '@trailhouse/errors'
import type { AvroSchemaJson, Compatibility, KafkaEvent, Registry, RegistrySettings } from './types.ts'

const defaultTimeoutMs = 5_000
/** Schemas kept by id. A pipeline sees a few; the bound is for a writer that registers one a record. */
const keptSchemas = 1_000

type Options = { readonly onEvent?: (event: KafkaEvent) => void }

/** No I/O yet. */
export function connectRegistry(settings: RegistrySettings, options: Options = {}): Registry {
  return new ConfluentRegistry(settings, options)
}

class ConfluentRegistry implements Registry {
  readonly #api: SchemaRegistryAPIClient
  readonly #timeoutMs: number
  readonly #onEvent: (event: KafkaEvent) => void
  readonly #schemas = new Map<number, AvroSchemaJson>()
  readonly #asking = new Map<number, Promise<AvroSchemaJson>>()

  constructor(settings: RegistrySettings, { onEvent = () => {} }: Options) {
    this.#timeoutMs = settings.timeoutMs ?? defaultTimeoutMs
    this.#onEvent = onEvent
    this.#api = buildClient(settings, this.#timeoutMs)
  }

  async idOf(subject: string, schema: AvroSchemaJson): Promise<number> {
    const answer = await this.#ask<{ id: number }>(() => this.#api.Subject.registered(withSchema(subject, schema)))
    if (answer) return answer.id
    throw new TrailhouseError('SCHEMA_UNKNOWN', `The schema is not registered under ${subject}: register it first`)
  }

  async schemaOf(id: number, subject: string): Promise<AvroSchemaJson> {
    const kept = this.#schemas.get(id)
    if (kept) return kept
    const asking = this.#asking.get(id) ?? this.#fetchSchema(id, subject).finally(() => this.#asking.delete(id))
    this.#asking.set(id, asking)
    return asking
  }

  /** A registry may come back, or go, between two of its answers: a 404 counts that came between two signs of health. */
  async #fetchSchema(id: number, subject: string): Promise<AvroSchemaJson> {
    for (let looks = 0; looks < 2; looks += 1) {
      const answer = await this.#ask<{ schema: string }>(() => this.#api.Schema.find({ id }))
      if (answer) return this.#keep(id, JSON.parse(answer.schema))
      await this.#expectHealthy(id, subject)
    }
    throw new TrailhouseError('SCHEMA_UNKNOWN', `The registry does not know schema id ${id}`)
  }

  async #expectHealthy(id: number, subject: string): Promise<void> {
    if (await this.#ask(() => this.#api.Subject.latestVersion({ subject }))) return
    const message = `The registry knows neither schema id ${id} nor ${subject}: it seems to have lost its schemas`
    throw new TrailhouseError('REGISTRY_UNAVAILABLE', message)
  }

  async register(subject: string, schema: AvroSchemaJson, compatibility: Compatibility): Promise<number> {
    // First, or the first version of a subject would be followed by one that nothing was held against.
    await this.#ask(() => this.#api.Subject.updateConfig({ subject, body: { compatibility } }))
    const answer = await this.#ask<{ id: number }>(() => this.#api.Subject.register(withSchema(subject, schema)))
    if (answer) return answer.id
    throw new TrailhouseError('REGISTRY_UNAVAILABLE', `The registry answered 404 to a new version of ${subject}`)
  }

  async isCompatible(subject: string, schema: AvroSchemaJson): Promise<boolean> {
    const version = 'latest'
    const answer = await this.#ask<{ is_compatible: boolean }>(() =>
      this.#api.Subject.compatible({ ...withSchema(subject, schema), version }),
    )
    return answer?.is_compatible ?? true
  }

  async versions(subject: string): Promise<{ version: number; id: number; schema: AvroSchemaJson }[]> {
    type Version = { version: number; id: number; schema: string }
    const latest = await this.#ask<Version>(() => this.#api.Subject.latestVersion({ subject }))
    const versions: { version: number; id: number; schema: AvroSchemaJson }[] = []
    for (let version = 1; version <= (latest?.version ?? 0); version += 1) {
      const found = await this.#ask<Version>(() => this.#api.Subject.version({ subject, version }))
      // A version that was deleted leaves its number out.
      if (found) versions.push({ version, id: found.id, schema: JSON.parse(found.schema) })
    }
    return versions
  }

  #keep(id: number, schema: AvroSchemaJson): AvroSchemaJson {
    const [oldest] = this.#schemas.keys()
    if (this.#schemas.size >= keptSchemas && oldest !== undefined) this.#schemas.delete(oldest)
    this.#schemas.set(id, schema)
    return schema
  }

  /** null: the registry answered 404. */
  async #ask<T>(call: () => Promise<{ data<D>(): D }>): Promise<T | null> {
    try {
      return (await withinTime(this.#timeoutMs, call())).data<T>()
    } catch (error) {
      const status = (error as { status?: number }).status
      if (status === 404) return null
      if (status === 409 || status === 422) {
        throw new TrailhouseError('SCHEMA_INCOMPATIBLE', `The registry refused the schema: ${text(error)}`, {
          cause: error,
        })
      }
      // A registry that is down is told as status 400 by the library: only 404, 409 and 422 are the registry's word.
      this.#onEvent({ type: 'retry', client: 'registry', cause: `status ${status ?? 'none'}`, message: text(error) })
      throw new TrailhouseError('REGISTRY_UNAVAILABLE', `The schema registry: ${text(error)}`, { cause: error })
    }
  }
}

/** A CommonJS module: Node gives its exports as the default, Vitest and bundlers what they name `default`. */
const makeApi = (typeof api === 'function' ? api : api.default) as typeof api.default

function buildClient({ url, auth, tls }: RegistrySettings, timeoutMs: number): SchemaRegistryAPIClient {
  // The library has no time limit against a server that accepts and then says nothing.
  const limit = () => ({
    request: (request: { enhance(extra: object): object }) => request.enhance({ timeout: timeoutMs }),
  })
  const secure = url.startsWith('https:')
  return makeApi({
    host: url.replace(/\/$/, ''),
    clientId: 'trailhouse',
    agent: (secure ? new TlsAgent({ ...tls }) : new Agent()) as Agent,
    middlewares: [limit] as never,
    ...(auth ? { auth: { username: auth.username, password: auth.password } } : {}),
  })
}

function withSchema(subject: string, schema: AvroSchemaJson) {
  return { subject, body: { schemaType: 'AVRO', schema: JSON.stringify(schema) } }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function withinTime<T>(ms: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}
