import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { type ClickHouseWire, type Insert, openWire } from '../framework/clickhouse-wire.ts'
import { count } from '../framework/oracle.ts'
import type { Group, Trial } from '../framework/scenario.ts'
import type { ServiceOptions } from '../framework/service.ts'
import { wentOn } from './kills.ts'
import { sendings, small, through } from './settings.ts'

const EVENTS = 6_000

/** The insert arrives when its sender is dead and the next owner, which cuts other ranges, has stored all. */
async function lateInsert(trial: Trial, replace: ServiceOptions['replace'] = {}): Promise<Bed> {
  const bed = await Bed.open(trial)
  await bed.emit(EVENTS)
  const wire = await openWire(trial, bed.clickhouseUrl)
  let goOn = () => {}
  const held = new Promise<Insert>((resolve) => {
    wire.at('sent', (insert) => {
      resolve(insert)
      return new Promise((pass) => {
        goOn = () => pass('pass')
      })
    })
  })
  const settings = { ...small, TRAILHOUSE_CLICKHOUSE_URL: wire.url }
  const old = bed.start('sink', { settings, replace })
  const insert = await held
  old.signal('SIGKILL')
  await old.exited
  const next = bed.start('sink', { replace })
  const how = await wentOn(next, bed)
  await bed.settled()
  expect((await count(bed.clickhouse)).events.rows).toBe(EVENTS)
  goOn()
  trial.mended()
  await until('the late insert is answered', async () => insert.status !== null, 30_000)
  trial.saw(`Answered ${insert.status} after the next owner had stored all; ${how}`)
  return bed
}

/** The first answer to an insert is lost, so that the sink sends it again. `change`: what is done to each sending. */
async function answerLost(trial: Trial, change: (parameters: URLSearchParams, sending: number) => void): Promise<Bed> {
  const bed = await Bed.open(trial)
  const wire: ClickHouseWire = await openWire(trial, bed.clickhouseUrl)
  wire.edit((parameters, { token }) => change(parameters, sendings(wire, token)))
  const struck = new Promise<Insert>((resolve) => {
    wire.at('answer', (insert) => {
      resolve(insert)
      return 'reset'
    })
  })
  bed.start('sink', { settings: through(wire.url) })
  await bed.emit(EVENTS)
  const { token, status } = await struck
  expect(status).toBe(200)
  trial.mended()
  await until('it is sent again', async () => sendings(wire, token) > 1, 60_000)
  trial.saw('Acknowledged (200), unheard, sent again')
  return bed
}

/** The old owner sleeps before its intent, and wakes when another, which cuts other ranges, has stored all. */
async function wokenBeforeIntent(trial: Trial, replace: ServiceOptions['replace'] = {}): Promise<Bed> {
  const bed = await Bed.open(trial)
  await bed.emit(EVENTS)
  const steps = 'before-intent=stop@2,after-insert=hold@2'
  const zombie = bed.start('sink', { settings: small, steps, replace })
  await zombie.reached('before-intent')
  const next = bed.start('sink')
  const how = await wentOn(next, bed)
  await bed.settled()
  zombie.signal('SIGCONT')
  trial.mended()
  await zombie.reached('after-insert')
  trial.saw(`${how}; the zombie's commit was refused and its insert went on`)
  return bed
}

export const sinkMechanisms: Group = {
  title: 'What each mechanism is for',
  scenarios: [
    {
      name: 'An insert arrives after its sender was replaced',
      injected: 'The wire holds a whole insert; its sink is killed; let go when the next has stored all',
      run: (trial) => lateInsert(trial),
    },
    {
      name: 'Control: intent off',
      injected: 'The same, with commits that say nothing of the range to be inserted',
      control: true,
      quick: true,
      run: (trial) => lateInsert(trial, { 'services/sink/src/intent.ts': 'test/faults/controls/intent-off.ts' }),
    },
    {
      name: 'Control: token off',
      injected: 'An answer is lost; the wire takes the token out, and deduplication with it',
      control: true,
      quick: true,
      run: (trial) =>
        answerLost(trial, (parameters) => {
          parameters.delete('insert_deduplication_token')
          // 26.7 heeds this one, and not insert_deduplicate.
          parameters.set('deduplicate_insert', 'disable')
        }),
    },
    {
      name: 'Control: another block split',
      injected: 'An answer is lost; the second sending is split into blocks of 300 rows',
      control: true,
      run: (trial) =>
        answerLost(trial, (parameters, sending) => {
          if (sending === 1) return
          parameters.set('max_insert_block_size_rows', '300')
          parameters.set('min_insert_block_size_rows', '300')
          parameters.set('min_insert_block_size_bytes', '1')
          parameters.set('use_strict_insert_block_limits', '1')
        }),
    },
    {
      name: 'Control: commits not bound to a generation',
      injected: 'SIGSTOP at `before-intent`, passing 2; SIGCONT once another owner has stored all',
      control: true,
      run: (trial) =>
        wokenBeforeIntent(trial, {
          'packages/kafka/src/owned-partition.ts': 'test/faults/controls/commits-unbound.ts',
        }),
    },
  ],
}
