import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ListOptions } from '../dlq/list.ts'
import type { RunOptions } from '../dlq/run.ts'
import { idOf, type Selection, timeOf } from '../dlq/selection.ts'

type Filters = Omit<Selection, 'ids'>
type Id = NonNullable<Selection['ids']>[number]

/** `trailhouse dlq`: the records that could not become events, and what becomes of them. */
export default function dlq(program: Command): void {
  const group = program.command('dlq').description('dead letters: records that could not become events')
  filtered(group.command('list'))
    .description('list dead letters, the newest last; JSON holds them all, one a line')
    .addOption(new Option('--state <state>', 'of which state').choices(states).default('all'))
    .option('--limit <n>', 'at most so many, the newest (default 100 for the table)', count)
    .option('--json', 'print JSON, one letter a line')
    .action(list)
  group
    .command('show')
    .description('show one dead letter: why, from where, its attempts, and the record in escaped excerpts')
    .argument('<letter>', idForm, id)
    .option('--raw', "write the bytes of the record's value and nothing else")
    .addOption(new Option('--raw-key', 'the same for its key').conflicts('raw'))
    .option('--json', 'print JSON, the whole record in base64')
    .action(show)
  acting(group.command('replay'))
    .description('send open letters to the topics they came from, each once, in one transaction with its mark')
    .action(replay)
  acting(group.command('resolve'))
    .description('mark open letters as dismissed: they stay out for good')
    .requiredOption('--note <why>', 'why, kept in the mark')
    .action(resolve)
}

const states = ['open', 'resolved', 'replayed', 'dismissed', 'all']
const idForm = '<partition>/<offset> in the topic of dead letters, with the id of the topic before it or without'

function filtered(command: Command): Command {
  return command
    .option('--reason <code>', 'of this reason; several are parted by commas, here and below', words)
    .option('--dataset <name>', 'of this dataset', words)
    .option('--tenant <id>', 'of this tenant', words)
    .option('--topic <name>', 'from this topic', words)
    .option('--stage <stage>', 'given up by the normalizer or the sink', words)
    .option('--since <time>', 'dead-lettered at or after: ISO 8601, or how long ago (90m, 12h, 7d)', time)
    .option('--until <time>', 'dead-lettered before', time)
}

function acting(command: Command): Command {
  return filtered(command.argument('[letters...]', `${idForm}; none: all that the filters choose`, ids))
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print the outcome as JSON')
}

async function list(options: Filters & { state: ListOptions['state']; limit?: number; json?: true }): Promise<void> {
  const { withQueue } = await import('../dlq/queue.ts')
  const steps = await import('../dlq/list.ts')
  const { state, limit, json, ...filters } = options
  await withQueue((queue) => steps.list(queue, filters, { state, limit, json: json === true }))
}

async function show(letter: Id, options: { raw?: true; rawKey?: true; json?: true }): Promise<void> {
  const { withQueue } = await import('../dlq/queue.ts')
  const steps = await import('../dlq/show.ts')
  const raw = options.raw ? 'value' : options.rawKey ? 'key' : undefined
  await withQueue((queue) => steps.show(queue, letter, { raw, json: options.json === true }))
}

type ActingOptions = Filters & { dryRun?: true; yes?: true; json?: true; note?: string }

async function replay(letters: readonly Id[], options: ActingOptions): Promise<void> {
  const { withQueue } = await import('../dlq/queue.ts')
  const { runAction } = await import('../dlq/run.ts')
  const { replayAction } = await import('../dlq/replay-action.ts')
  const { selection, run } = asked(letters, options)
  await withQueue((queue) => runAction(queue, selection, replayAction(queue), run))
}

async function resolve(letters: readonly Id[], options: ActingOptions): Promise<void> {
  const { withQueue } = await import('../dlq/queue.ts')
  const { runAction } = await import('../dlq/run.ts')
  const { dismissAction } = await import('../dlq/replay-action.ts')
  const { selection, run } = asked(letters, options)
  await withQueue((queue) => runAction(queue, selection, dismissAction(options.note ?? ''), run))
}

function asked(letters: readonly Id[], { dryRun, yes, json, note: _, ...filters }: ActingOptions) {
  const selection: Selection = letters.length === 0 ? filters : { ...filters, ids: letters }
  const run: RunOptions = { dryRun: dryRun === true, yes: yes === true, json: json === true }
  return { selection, run }
}

function time(text: string): number {
  const found = timeOf(text, Date.now())
  if (found === undefined) throw new InvalidArgumentError('takes an ISO 8601 time or how long ago: 90m, 12h, 7d')
  return found
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('takes a whole number from 1 to 999999')
  return Number(text)
}

function id(text: string): Id {
  const found = idOf(text)
  if (found === undefined) throw new InvalidArgumentError(`takes ${idForm}`)
  return found
}

const ids = (text: string, before: readonly Id[] = []): readonly Id[] => [...before, id(text)]

const words = (text: string, before: readonly string[] = []): readonly string[] => [...before, ...text.split(',')]
