import { TrailhouseError } from '@trailhouse/errors'
import { formatLetterId, type LetterId } from '@trailhouse/kafka'
import { checkIds } from './letters.ts'
import { Marks } from './marks.ts'
import { confirm, counted, type Plan, plan, planTable } from './plan.ts'
import type { Queue } from './queue.ts'
import type { Selection } from './selection.ts'
import { type Action, type Settling, settlePartition } from './settle.ts'
import { safe } from './text.ts'

export type RunOptions = { readonly dryRun: boolean; readonly yes: boolean; readonly json: boolean }

type Outcome = {
  done: number
  readonly failed: { readonly letter: string; readonly why: string }[]
  /** What ended the work on a partition: on the others it goes on where another console has it. */
  readonly errors: unknown[]
}

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
  const marks = new Marks(queue)
  const planned = await plan(queue, selection, marks)
  if (!options.json && planned.open > 0) process.stdout.write(planTable(planned))
  if (!options.dryRun && !options.yes && planned.open > 0) await confirm(planned.open, action.how)
  const outcome: Outcome = { done: 0, failed: [], errors: [] }
  if (!options.dryRun) await settleAll({ queue, selection, marks, action }, planned, outcome)
  const said = options.json ? asJson(planned, action, options, outcome) : sentence(planned, action, options, outcome)
  process.stdout.write(`${said}\n`)
  endWell(outcome, action)
}

type Shared = Pick<Settling, 'queue' | 'selection' | 'marks' | 'action'>

async function settleAll(shared: Shared, planned: Plan, outcome: Outcome): Promise<void> {
  const onSettled = (letters: number) => {
    outcome.done += letters
  }
  const onFailed = (id: LetterId, why: string) => {
    outcome.failed.push({ letter: formatLetterId(id), why })
    process.stderr.write(`trailhouse: ${id.partition}/${id.offset} stays open: ${safe(why)}\n`)
  }
  for (const partition of shared.queue.partitions) {
    if (!planned.partitions.has(partition.partition)) continue
    try {
      await settlePartition({ ...shared, partition, onSettled, onFailed })
    } catch (error) {
      outcome.errors.push(error)
      if (!(error instanceof TrailhouseError) || error.code !== 'REPLAY_TAKEN_OVER') return
    }
  }
}

function asJson({ open, resolved, groups }: Plan, { how }: Action, { dryRun }: RunOptions, outcome: Outcome): string {
  const { done, failed } = outcome
  return JSON.stringify({ dry_run: dryRun, open, resolved, groups, [how]: done, failed })
}

function sentence({ open, resolved }: Plan, { how }: Action, { dryRun }: RunOptions, outcome: Outcome): string {
  const before = `${resolved} resolved before`
  if (dryRun) return `${counted(open)} would be ${how}, ${before}; nothing was changed`
  return `${counted(outcome.done)} ${how}, ${outcome.failed.length} failed, ${before}`
}

function endWell({ failed, errors }: Outcome, { how }: Action): void {
  if (errors.length > 0) throw errors.at(-1)
  if (failed.length > 0) {
    throw new TrailhouseError(
      'REPLAY_INCOMPLETE',
      `${counted(failed.length)} not ${how}, and open still; the lines above say why`,
    )
  }
}
