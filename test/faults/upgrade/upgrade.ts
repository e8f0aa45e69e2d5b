import { command, query } from '@trailhouse/clickhouse'
import { type AuditEvent, type AvroSchema, auditEventSchema, encodeFramed, frame } from '@trailhouse/event'
import { type AvroSchemaJson, connectRegistry } from '@trailhouse/kafka'
import { expect } from 'vitest'
import { avroType } from '../../../packages/event/src/decode.ts'
import { Bed } from '../framework/bed.ts'
import { feed, sdkEvent } from '../framework/feed.ts'
import type { Group, Scenario, Trial } from '../framework/scenario.ts'
import type { Service, ServiceName } from '../framework/service.ts'
import { auditEventSchema as olderSchema } from './older-audit-event.ts'

const RECORDS = 300
const EVENTS = 100
const raws = ['aws-cloudtrail', 'kubernetes-audit', 'openssh'] as const

type Version = 'older' | 'current'

const olderModules = {
  'packages/event/src/generated/audit-event.ts': 'test/faults/upgrade/older-audit-event.ts',
  'packages/event/src/generated/write-event.ts': 'test/faults/upgrade/older-write-event.ts',
}

/** A pipeline of which each part is of one of two releases: the current one has a field more, `trace_id`. */
class TwoReleases {
  readonly bed: Bed
  readonly #olderType = avroType(olderSchema as AvroSchema)
  #currentId = -1
  #n = 0

  constructor(bed: Bed) {
    this.bed = bed
  }

  static async open(trial: Trial): Promise<TwoReleases> {
    const bed = await Bed.open(trial, { schema: olderSchema as AvroSchema as AvroSchemaJson })
    await command(bed.clickhouse, { sql: 'ALTER TABLE events DROP COLUMN trace_id' })
    return new TwoReleases(bed)
  }

  start(service: ServiceName, version: Version): Service {
    return this.bed.start(service, version === 'older' ? { replace: olderModules } : {})
  }

  async upgradeTable(): Promise<void> {
    const sql = 'ALTER TABLE events ADD COLUMN trace_id String CODEC(ZSTD(1)) AFTER request_id'
    await command(this.bed.clickhouse, { sql })
  }

  async registerCurrent(): Promise<void> {
    const registry = connectRegistry({ url: this.bed.registryUrl })
    for (const topic of [this.bed.topic('events'), this.bed.normalized]) {
      this.#currentId = await registry.register(`${topic}-value`, auditEventSchema as never, 'FULL_TRANSITIVE')
    }
  }

  /** Records of vendors, and events of an SDK of that release. */
  async flow(sdk: Version): Promise<void> {
    await feed(this.bed, RECORDS, raws)
    const messages = Array.from({ length: EVENTS }, () => ({ value: this.#sdkRecord(sdk), partition: 0 }))
    await this.bed.producer.send([{ topic: this.bed.topic('events'), messages }])
    this.bed.expected.events += EVENTS
  }

  async traced(): Promise<number> {
    const sql = "SELECT countIf(trace_id != '') AS traced FROM events"
    return (await query<{ traced: number }>(this.bed.clickhouse, { sql }))[0]?.traced ?? 0
  }

  #sdkRecord(version: Version): Buffer {
    const event: AuditEvent = sdkEvent(this.#n++, { trace_id: version === 'current' ? 'trace' : '' })
    return version === 'current'
      ? encodeFramed(this.#currentId, event)
      : frame(this.bed.schemaId, this.#olderType.toBuffer({ ...event, raw: Buffer.from(event.raw) }))
  }
}

/** The next release beside the last, which then leaves. */
async function replaced(releases: TwoReleases, last: Service, version: Version): Promise<Service> {
  const next = releases.start(last.name, version)
  await next.counted('trailhouse_rebalances_total')
  expect(await last.stop()).toBe(0)
  return next
}

const inOrder: Scenario = {
  name: 'A schema upgraded and downgraded in mid-flow',
  injected: 'A field added: table, sink, normalizer, SDK, and back in the other order, records in flow at each step',
  endsWithin: 400,
  async run(trial) {
    const releases = await TwoReleases.open(trial)
    let sink = releases.start('sink', 'older')
    let normalizer = releases.start('normalizer', 'older')
    await releases.flow('older')
    await releases.upgradeTable()
    await releases.flow('older')
    sink = await replaced(releases, sink, 'current')
    await releases.flow('older')
    await releases.registerCurrent()
    normalizer = await replaced(releases, normalizer, 'current')
    await releases.flow('older')
    await releases.flow('current')
    await releases.bed.settled()
    expect(await releases.traced()).toBe(EVENTS)
    // Back: what the newer release wrote is read before its reader goes.
    await releases.flow('older')
    await releases.bed.settled()
    await replaced(releases, normalizer, 'older')
    await releases.flow('older')
    await releases.bed.settled()
    await replaced(releases, sink, 'older')
    trial.mended()
    await releases.flow('older')
    trial.saw(`${EVENTS} events with the new field stored with it, all others without; no partition stopped`)
    return releases.bed
  },
}

const sdkFirst: Scenario = {
  name: 'An SDK upgraded before the pipeline',
  injected: 'Events with a field that normalizer, sink and table lack; then table, sink and normalizer are upgraded',
  async run(trial) {
    const releases = await TwoReleases.open(trial)
    const sink = releases.start('sink', 'older')
    const normalizer = releases.start('normalizer', 'older')
    await releases.flow('older')
    await releases.registerCurrent()
    await releases.flow('current')
    await normalizer.counted('trailhouse_stopped_partitions', { code: 'WRITER_SCHEMA_NEWER' })
    await releases.upgradeTable()
    await replaced(releases, sink, 'current')
    await replaced(releases, normalizer, 'current')
    trial.mended()
    await releases.bed.settled()
    expect(await releases.traced()).toBe(EVENTS)
    trial.saw(`The partition stopped (WRITER_SCHEMA_NEWER) until the upgrade; all ${EVENTS} events kept the field`)
    return releases.bed
  },
}

export const upgrade: Group = { title: 'Another version of the schema', scenarios: [inOrder, sdkFirst] }
