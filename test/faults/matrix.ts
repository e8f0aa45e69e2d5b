import type { Group } from './framework/scenario.ts'
import { normalizerKills } from './normalizer/kills.ts'
import { normalizerMechanisms } from './normalizer/mechanisms.ts'
import { normalizerMembers } from './normalizer/members.ts'
import { normalizerZombies } from './normalizer/zombies.ts'
import { clickhouse } from './sink/clickhouse.ts'
import { clickhouseStates } from './sink/clickhouse-states.ts'
import { sinkKills } from './sink/kills.ts'
import { sinkMechanisms } from './sink/mechanisms.ts'
import { sinkMembers } from './sink/members.ts'
import { sinkResume } from './sink/resume.ts'
import { sinkZombies } from './sink/zombies.ts'

const sink: readonly Group[] = [
  clickhouse,
  clickhouseStates,
  sinkKills,
  sinkZombies,
  sinkResume,
  sinkMembers,
  sinkMechanisms,
]

const normalizer: readonly Group[] = [normalizerKills, normalizerZombies, normalizerMembers, normalizerMechanisms]

/** Every fault that the promise of docs/reliability.md is held against. */
export const matrix: readonly Group[] = [...sink, ...normalizer]
