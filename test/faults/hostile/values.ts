import { type AuditEvent, encodeFramed } from '@trailhouse/event'
import { openProducer } from '@trailhouse/kafka'
import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { kubernetesEvent } from '../../support/vendor-records.ts'
import { Bed } from '../framework/bed.ts'
import { feed, sdkEvent } from '../framework/feed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'
import { distinctLabels } from './labels.ts'
import { outcomeOf, withinMemory, worded } from './outcome.ts'

const RECORDS = 400
const mebibyte = 1024 * 1024

/** Avro's long: zigzag, seven bits a byte. */
function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value < 0n ? -2n * value - 1n : 2n * value
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}

/** An SDK's record in which one number stands that no encoder of ours writes. */
function withNumber(bed: Bed, fields: Partial<AuditEvent>, written: number, instead: bigint): Buffer {
  const value = encodeFramed(bed.schemaId, sdkEvent(0, fields))
  const [from, to] = [varint(BigInt(written)), varint(instead)]
  const at = value.indexOf(from)
  return Buffer.concat([value.subarray(0, at), to, value.subarray(at + from.length)])
}

const [port, time] = [54_321, 1_700_000_000_123_457]
const year1 = -62_135_596_800_000_000n
const year9999 = 253_402_300_799_999_999n

/** As an SDK emits them, or as one who writes to audit.normalized himself, each with an origin of its own. */
function avroValues(bed: Bed, from: 'SDK' | 'foreign'): Record<string, Buffer> {
  let next = 0
  const origin = () => (from === 'SDK' ? {} : { origin_topic: 'foreign', origin_offset: next++ })
  const inPort = (instead: bigint) => withNumber(bed, { source_port: port, ...origin() }, port, instead)
  const inTime = (instead: bigint) => withNumber(bed, { event_time: time, ...origin() }, time, instead)
  return {
    'NUL bytes': encodeFramed(bed.schemaId, sdkEvent(0, { actor_id: '\0', action: 'a\0b', ...origin() })),
    'port 70,000': inPort(70_000n),
    'port -1': inPort(-1n),
    'port 2^31': inPort(2n ** 31n),
    'port 2^63': inPort(2n ** 63n),
    'year 1': inTime(year1),
    'year 9999': inTime(year9999),
    'time 2^63': inTime(2n ** 63n),
    'a number without an end': inTime(2n ** 120n),
  }
}

const kubernetes = (from: string, to: string): Buffer => Buffer.from(kubernetesEvent(2).replace(from, to))
const start = '2026-01-01T00:00:02.000000Z'

function rawValues(): Record<string, Buffer> {
  const invalid = kubernetes('shop', '\x7f')
  invalid.writeUInt8(0xff, invalid.indexOf(0x7f))
  return {
    'raw NUL bytes': kubernetes('worker', 'wor\\u0000ker'),
    'raw NUL byte outside of a string': kubernetes('{', '{\0'),
    'half a surrogate pair': kubernetes('worker', '\\ud800'),
    'raw invalid UTF-8': invalid,
    'raw year 1': kubernetes(start, '0001-01-01T00:00:00Z'),
    'raw year 9999': kubernetes(start, '9999-12-31T23:59:59.999999Z'),
    'raw month 13': kubernetes(start, '2026-13-45T99:99:99Z'),
    'status 1e308': kubernetes('"code":200', '"code":1e308'),
    'status 1e999': kubernetes('"code":200', '"code":1e999'),
    'status of 40 digits': kubernetes('"code":200', `"code":${'9'.repeat(40)}`),
    'status -1': kubernetes('"code":200', '"code":-1'),
    '__proto__ as a name': kubernetes('"level"', '"__proto__":{"verb":"x"},"constructor":1,"level"'),
  }
}

const values: Scenario = {
  name: 'NUL bytes, invalid UTF-8, numbers out of range, times in year 1 and 9999',
  injected: 'One record each, as Avro and as JSON, among good ones',
  quick: true,
  async run(trial) {
    const bed = await Bed.open(trial)
    const services = [bed.start('normalizer'), bed.start('sink')]
    await feed(bed, RECORDS / 2)
    const sent = [
      ...Object.entries(avroValues(bed, 'SDK')).map(([name, value]) => [name, bed.topic('events'), value] as const),
      ...Object.entries(avroValues(bed, 'foreign')).map(
        ([name, value]) => [`${name}, before the sink`, bed.normalized, value] as const,
      ),
      ...Object.entries(rawValues()).map(([name, value]) => [name, bed.rawTopic('kubernetes-audit'), value] as const),
    ]
    const words: string[] = []
    const take = async ([name, topic, value]: (typeof sent)[number]) => {
      words.push(`${name}: ${worded(await outcomeOf(bed, topic, { value }))}`)
    }
    await Promise.all(sent.map(take))
    await feed(bed, RECORDS / 2)
    trial.mended()
    await bed.settled()
    trial.saw(`${words.toSorted().join(', ')}; at most ${await withinMemory(...services)}`)
    return bed
  },
}

/** No dead letter: nothing of such a batch is held, so its exact bytes could not stand in one. It is stopped at and named. */
function bomb(codec: 'gzip' | 'zstd'): Scenario {
  return {
    name: `A ${codec} bomb as a record batch`,
    injected: 'A batch of less than 1 MiB that is 512 MiB decompressed; deleted by an operator afterwards',
    ...(codec === 'zstd' ? { quick: true } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      const topic = bed.rawTopic('kubernetes-audit')
      bed.start('sink')
      const normalizer = bed.start('normalizer')
      await feed(bed, RECORDS / 2)
      const hostile = await openProducer(bed.client, { compression: codec })
      trial.defer(() => hostile.close())
      const [sent] = await hostile.send([{ topic, messages: [{ value: Buffer.alloc(512 * mebibyte), partition: 0 }] }])
      const after = (sent?.baseOffset ?? 0) + 1
      bed.expected.events++
      bed.expected.named++
      await normalizer.logged({ code: 'BATCH_TOO_LARGE' })
      await normalizer.counted('trailhouse_stopped_partitions', { code: 'BATCH_TOO_LARGE' })
      const others = RECORDS - RECORDS / 8
      await feed(bed, RECORDS / 2)
      await until(
        'the others flow',
        async () => (await normalizer.metric('trailhouse_records_in_total')) >= others,
        60_000,
      )
      trial.saw(`Its partition stopped, the others went on; at most ${await withinMemory(normalizer)}`)
      expect(await normalizer.stop()).toBe(0)
      await bed.admin.deleteRecords(topic, [{ partition: 0, offset: after }])
      const word = { TRAILHOUSE_NORMALIZER_RESUME_AT: `${topic}/0@${after}` }
      const next = bed.start('normalizer', { settings: word })
      trial.mended()
      await next.logged({ code: 'LOSS_ACCEPTED', records: 1 })
      return bed
    },
  }
}

export const hostileValues: Group = {
  title: 'Overload and hostile input',
  scenarios: [values, bomb('zstd'), bomb('gzip'), distinctLabels],
}
