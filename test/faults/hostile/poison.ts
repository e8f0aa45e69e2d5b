import { encodeFramed } from '@trailhouse/event'
import type { Message } from '@trailhouse/kafka'
import { expect } from 'vitest'
import { cloudTrailFile, kubernetesEvent } from '../../support/vendor-records.ts'
import { Bed } from '../framework/bed.ts'
import { feed, sdkEvent } from '../framework/feed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'
import { type Outcome, outcomeOf, withinMemory, worded } from './outcome.ts'

const RECORDS = 400

type Poison = {
  readonly name: string
  readonly injected: string
  readonly into: (bed: Bed) => string
  readonly message: (bed: Bed) => Message
  readonly becomes: Outcome
  readonly quick?: true
}

const fromSdk = (bed: Bed) => bed.topic('events')
const normalized = (bed: Bed) => bed.normalized

function framed(bed: Bed, change: (value: Buffer) => Buffer | undefined, schemaId = bed.schemaId): Message {
  const value = encodeFramed(schemaId, sdkEvent(0, { action: 'invalid?utf8' }))
  return { value: change(value) ?? value }
}

/** Both services read Avro: the normalizer the SDK's, the sink what a foreign writer puts into audit.normalized. */
function broken(reason: string, what: string, message: (bed: Bed) => Message): Poison[] {
  return [
    {
      name: `${what}, from an SDK`,
      injected: 'One record of audit.events among good ones',
      into: fromSdk,
      message,
      becomes: { reason, stage: 'normalizer' },
    },
    {
      name: `${what}, before the sink`,
      injected: 'One record of audit.normalized among good ones',
      into: normalized,
      message,
      becomes: { reason, stage: 'sink' },
    },
  ]
}

const deep = 100_000

const poisons: readonly Poison[] = [
  ...broken('BAD_MAGIC', 'A bad magic byte', (bed) => framed(bed, (value) => void value.writeUInt8(1, 0))),
  ...broken('TRUNCATED_BODY', 'A truncated body', (bed) =>
    framed(bed, (value) => value.subarray(0, value.length >> 1)),
  ),
  ...broken('UNKNOWN_SCHEMA', 'An unknown schema id', (bed) => framed(bed, () => undefined, 2_000_000_000)),
  ...broken('INVALID_UTF8', 'Invalid UTF-8', (bed) =>
    framed(bed, (value) => void value.writeUInt8(0xff, value.indexOf('?utf8'))),
  ),
  {
    name: 'A record of 20 MB',
    injected: 'One record of a raw topic among good ones',
    into: (bed) => bed.rawTopic('aws-cloudtrail'),
    message: () => ({ value: Buffer.alloc(20_000_000, 'x') }),
    becomes: { reason: 'TOO_LARGE', stage: 'normalizer' },
    quick: true,
  },
  {
    name: 'JSON of 100,000 levels',
    injected: 'One record of a raw topic among good ones',
    into: (bed) => bed.rawTopic('kubernetes-audit'),
    message: () => ({
      value: kubernetesEvent(1).replace('"level"', `"requestObject":${'['.repeat(deep)}${']'.repeat(deep)},"level"`),
    }),
    becomes: { reason: 'TOO_DEEP', stage: 'normalizer' },
  },
  {
    name: 'A thousand events in one record',
    injected: 'One CloudTrail file of 1,000 events among good ones',
    into: (bed) => bed.rawTopic('aws-cloudtrail'),
    message: () => ({ value: cloudTrailFile(1_000_000, 1_000) }),
    becomes: { events: 1_000 },
  },
  {
    name: 'Too many events in one record',
    injected: 'One CloudTrail file of 10,001 events among good ones',
    into: (bed) => bed.rawTopic('aws-cloudtrail'),
    message: () => ({ value: cloudTrailFile(1_000_000, 10_001) }),
    becomes: { reason: 'TOO_MANY_EVENTS', stage: 'normalizer' },
  },
]

function poisoned({ name, injected, into, message, becomes, quick }: Poison): Scenario {
  return {
    name,
    injected,
    ...(quick ? { quick } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      const services = [bed.start('normalizer'), bed.start('sink')]
      await feed(bed, RECORDS / 2)
      const outcome = await outcomeOf(bed, into(bed), message(bed), 'events' in becomes ? becomes.events : 1)
      await feed(bed, RECORDS / 2)
      trial.mended()
      await bed.settled()
      expect(outcome).toEqual(becomes)
      trial.saw(`${worded(outcome)}; at most ${await withinMemory(...services)}`)
      return bed
    },
  }
}

export const poison: Group = { title: 'Poison records', scenarios: poisons.map(poisoned) }
