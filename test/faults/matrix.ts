import type { Group } from './framework/scenario.ts'
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

/** Every fault that the promise of docs/reliability.md is held against. */
export const matrix: readonly Group[] = [...sink]
