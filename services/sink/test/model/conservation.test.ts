import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Owner } from './owner.ts'
import { type Entry, type Fate, type Missing, World } from './world.ts'

const entries = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant<Entry>('good') },
    { weight: 1, arbitrary: fc.constantFrom<Entry>('bad', 'refused', 'marker') },
  ),
  { minLength: 1, maxLength: 24 },
)

const fates = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Fate>('ok') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Fate>('fail', 'unheard', 'crash', 'crash-after', 'late', 'half', 'zombie'),
    },
  ),
  { maxLength: 30 },
)

/** ms between the end of an owner and the next one; some are longer than a token is trusted. */
const gaps = fc.array(fc.constantFrom(0, 1_000, 15_000, 590_000, 610_000, 3_000_000), { minLength: 1, maxLength: 8 })

async function run(
  log: readonly Entry[],
  script: readonly Fate[],
  pauses: readonly number[],
  size: number,
  missing: Missing,
): Promise<World> {
  const world = new World(log, missing)
  const left = [...script]
  const nextFate = () => left.shift() ?? 'ok'
  for (let owners = 0; world.committed !== log.length; owners++) {
    if (owners > 100) throw new Error('a hundred owners did not get through')
    const owner = new Owner(world, nextFate)
    await owner.work(size)
    if (owner.zombie) await haunt(world, owner, nextFate, size)
    await owner.die()
    world.pass(world.committed === log.length ? 0 : (pauses[owners % pauses.length] ?? 0))
  }
  world.pass(120_000)
  return world
}

/** The next owner takes over while the zombie sleeps; it wakes up in the next one's midst. */
async function haunt(world: World, zombie: Owner, nextFate: () => Fate, size: number): Promise<void> {
  world.pass(6_000)
  const heir = new Owner(world, nextFate)
  await heir.work(size, () => zombie.wake())
  await heir.die()
}

const offsetsOf = (log: readonly Entry[], ...kinds: Entry[]) =>
  [...log.keys()].filter((i) => kinds.includes(log[i] as Entry))
const sorted = (offsets: readonly number[]) => [...offsets].sort((a, b) => a - b)

/** Each record of a random log is one row or one dead letter, whatever happens at the calls to the outside. */
const conservation = (missing: Missing) =>
  fc.asyncProperty(entries, fates, gaps, fc.integer({ min: 1, max: 9 }), async (log, script, pauses, size) => {
    const world = await run(log, script, pauses, size, missing)
    expect(sorted(world.rows)).toEqual(offsetsOf(log, 'good'))
    expect(sorted(world.letters)).toEqual(offsetsOf(log, 'bad', 'refused'))
  })

test('whatever dies, fails, sleeps or comes late: each record is one row or one dead letter', async () => {
  await fc.assert(conservation('none'), { numRuns: Number(process.env['TRAILHOUSE_TEST_MODEL_RUNS'] ?? 400) })
}, 300_000)

test.for(['tokens', 'intents', 'fencing'] as const)(
  'without %s the oracle fails',
  { timeout: 120_000 },
  async (missing) => {
    const { failed } = await fc.check(conservation(missing), { numRuns: 3_000, endOnFailure: true })
    expect(failed).toBe(true)
  },
)
