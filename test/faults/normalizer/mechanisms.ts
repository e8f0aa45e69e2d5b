import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { feed, smallTransactions } from '../framework/feed.ts'
import type { Group, Trial } from '../framework/scenario.ts'
import type { Service, ServiceOptions } from '../framework/service.ts'
import { processed } from './kills.ts'

const RECORDS = 200

/** The group would else be shared out anew while the next owner is held, and either could be given the partition. */
const staysAway = {
  'packages/kafka/src/kafkajs-modules/consumer-group.ts': 'test/faults/controls/stays-away.ts',
}

/**
 * The old owner wakes inside its transaction, and commits, when the new one has fetched and has not fenced it yet. It does
 * not join the group again.
 */
async function commitBeforeFence(trial: Trial, replace: NonNullable<ServiceOptions['replace']> = {}): Promise<Bed> {
  const bed = await Bed.open(trial)
  await feed(bed, 1, ['aws-cloudtrail'])
  bed.start('sink')
  const settings = { TRAILHOUSE_NORMALIZER_TRANSACTION_TIMEOUT_MS: '60000' }
  const old = bed.start('normalizer', {
    settings,
    replace: { ...replace, ...staysAway },
    steps: 'before-commit=stop@2',
  })
  // A partition of which the group knows no offset would be fenced before anything is fetched.
  await until('the old owner commits once', async () => (await processed(bed)) === 1, 60_000)
  await feed(bed, RECORDS, ['aws-cloudtrail'])
  await old.reached('before-commit')
  const next = bed.start('normalizer', { settings, replace, steps: 'before-fence=hold' })
  await next.reached('before-fence')
  const unread = await processed(bed)
  old.signal('SIGCONT')
  await until('the old owner commits', async () => (await processed(bed)) > unread, 30_000)
  const stolen = (await processed(bed)) - unread
  next.release('before-fence')
  await (Object.keys(replace).length > 0 ? writesAgain(next) : readsAgain(next))
  trial.mended()
  await feed(bed, RECORDS, ['aws-cloudtrail'])
  trial.saw(`${stolen} records committed by the old owner after the new one had fetched them`)
  return bed
}

const writesAgain = (next: Service) => next.counted('trailhouse_transactions_total', { ending: 'committed' })

const readsAgain = (next: Service) =>
  until(
    'the new owner reads again',
    async () => next.lines.some(({ msg }) => msg?.includes('an earlier owner')),
    60_000,
  )

/** Killed when the events of a batch are sent and its offset is not. */
async function killedBeforeOffset(trial: Trial, replace: NonNullable<ServiceOptions['replace']>): Promise<Bed> {
  const bed = await Bed.open(trial)
  await feed(bed, RECORDS, ['aws-cloudtrail'])
  bed.start('sink')
  const killed = bed.start('normalizer', { settings: smallTransactions, replace, steps: 'before-offset=kill' })
  await killed.exited
  await killed.reached('before-offset')
  bed.start('normalizer', { settings: smallTransactions, replace })
  trial.mended()
  trial.saw('Ended by SIGKILL there; the next owner wrote the batch again')
  return bed
}

export const normalizerMechanisms: Group = {
  title: 'Normalizer: what its order and its transactions are for',
  scenarios: [
    {
      name: 'The old owner commits between the new one’s fetch and fence',
      injected: 'SIGSTOP at `before-commit`; SIGCONT while the next owner is held at `before-fence`',
      quick: true,
      run: (trial) => commitBeforeFence(trial),
    },
    {
      name: 'Control: read before fence',
      injected: 'The same, with a new owner that does not read the offset again after its fence',
      control: true,
      quick: true,
      run: (trial) =>
        commitBeforeFence(trial, {
          'services/normalizer/src/ownership.ts': 'test/faults/controls/read-before-fence.ts',
        }),
    },
    {
      name: 'Control: transaction off',
      injected: 'SIGKILL at `before-offset`; events, dead letters and offset are each written on their own',
      control: true,
      run: (trial) =>
        killedBeforeOffset(trial, {
          'services/normalizer/src/transaction.ts': 'test/faults/controls/transaction-off.ts',
        }),
    },
  ],
}
