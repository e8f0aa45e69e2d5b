import { TrailhouseError } from '@trailhouse/errors'
import { formatLetterId } from '@trailhouse/kafka'
import type { Letter } from './letter.ts'
import { checkIds } from './letters.ts'
import { confirm, plan, planTable } from './plan.ts'
import type { Queue } from './queue.ts'
import type { Selection } from './selection.ts'
import { type Action, settlePartition } from './settle.ts'
import { safe } from './text.ts'

export type RunOptions = { readonly dryRun: boolean; readonly yes: boolean; readonly json: boolean }

type Failure = { readonly letter: string; readonly why: string }
type Outcome = { done: number; readonly failed: Failure[]; readonly takenOver: TrailhouseError[] }

/**
 * Replays or dismisses the open letters of a selection: first counted and confirmed, then done partition by partition.
 * Throws TrailhouseError LETTER_UNKNOWN, REPLAY_UNCONFIRMED, REPLAY_TAKEN_OVER, REPLAY_INCOMPLETE.
 */
export async function runAction(
  queue: Queue,
  selection: Selection,
  action: Action,
  options: RunOptions,
): Promise<void> {
  await checkIds(queue, selection)
  const planned = await plan(queue, selection)
  if (!options.json && planned.open > 0) process.stdout.write(planTable(planned))
  if (!options.dryRun && !options.yes && planned.open > 0) await confirm(planned.open, action.how)
  const outcome: Outcome = { done: 0, failed: [], takenOver: [] }
  if (!options.dryRun) {
    for (const partition of queue.partitions) await settle(queue, partition, selection, action, outcome)
  }
  if (options.json) {
    const { open, resolved, groups } = planned
    const result = {
      dry_run: options.dryRun,
      open,
      resolved,
      groups,
      [action.how]: outcome.done,
      failed: outcome.failed,
    }
    process.stdout.write(`${JSON.stringify(result)}\n`)
  } else process.stdout.write(`${sentence(planned, action, options, outcome)}\n`)
  endWell(outcome)
}

async function settle(
  queue: Queue,
  partition: Queue['partitions'][number],
  selection: Selection,
  action: Action,
  outcome: Outcome,
): Promise<void> {
  const onSettled = () => {
    outcome.done += 1
  }
  const onFailed = ({ id }: Letter, why: string) => {
    outcome.failed.push({ letter: formatLetterId(id), why })
    process.stderr.write(`trailhouse: ${id.partition}/${id.offset} stays open: ${safe(why)}\n`)
  }
  try {
    await settlePartition({ queue, partition, selection, action, onSettled, onFailed })
  } catch (error) {
    if (!(error instanceof TrailhouseError) || error.code !== 'REPLAY_TAKEN_OVER') throw error
    outcome.takenOver.push(error)
  }
}

function sentence(
  { open, resolved }: { open: number; resolved: number },
  { how }: Action,
  { dryRun }: RunOptions,
  { done, failed }: Outcome,
): string {
  const before = `${resolved} were resolved before`
  if (dryRun) return `${open} letters would be ${how}, ${before}; nothing was changed`
  return `${done} letters ${how}, ${failed.length} failed, ${before}`
}

function endWell({ failed, takenOver: [takenOver] }: Outcome): void {
  if (takenOver) throw takenOver
  if (failed.length > 0) {
    throw new TrailhouseError('REPLAY_INCOMPLETE', `${failed.length} letters stay open; the lines above say why`)
  }
}
