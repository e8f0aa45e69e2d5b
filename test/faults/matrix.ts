import type { Group } from './framework/scenario.ts'
import { poison } from './hostile/poison.ts'
import { hostileValues } from './hostile/values.ts'
import { broker } from './kafka/broker.ts'
import { kafkaWire } from './kafka/wire.ts'
import { normalizerKills } from './normalizer/kills.ts'
import { normalizerMechanisms } from './normalizer/mechanisms.ts'
import { normalizerMembers } from './normalizer/members.ts'
import { normalizerResume } from './normalizer/resume.ts'
import { normalizerTorn } from './normalizer/torn.ts'
import { normalizerZombies } from './normalizer/zombies.ts'
import { registry } from './registry/registry.ts'
import { clickhouse } from './sink/clickhouse.ts'
import { clickhouseStates } from './sink/clickhouse-states.ts'
import { sinkKills } from './sink/kills.ts'
import { sinkMechanisms } from './sink/mechanisms.ts'
import { sinkMembers } from './sink/members.ts'
import { sinkResume } from './sink/resume.ts'
import { sinkZombies } from './sink/zombies.ts'
import { upgrade } from './upgrade/upgrade.ts'

const sink: readonly Group[] = [
  clickhouse,
  clickhouseStates,
  sinkKills,
  sinkZombies,
  sinkResume,
  sinkMembers,
  sinkMechanisms,
]

const normalizer: readonly Group[] = [
  normalizerKills,
  normalizerZombies,
  normalizerResume,
  normalizerMembers,
  normalizerMechanisms,
  normalizerTorn,
]

const input: readonly Group[] = [poison, hostileValues]

/** Every fault that the promise of docs/reliability.md is held against. */
export const matrix: readonly Group[] = [...sink, ...normalizer, ...input, registry, broker, kafkaWire, upgrade]
