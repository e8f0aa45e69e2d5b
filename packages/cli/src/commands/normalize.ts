import { once } from 'node:events'
import type { MapContext } from '@trailhouse/datasets'
import { TrailhouseError } from '@trailhouse/errors'
import { type Command, Option } from 'commander'
import {
  type Answer,
  answer,
  envelopeLine,
  type MapperOf,
  type Print,
  plainLines,
  readEnvelope,
} from '../normalize/answer.ts'
import { bytesOf } from '../normalize/input.ts'
import { type Line, linesOf, wholeOf } from '../normalize/lines.ts'
import { Tally } from '../normalize/tally.ts'

/** A line may hold a record of the largest size, each byte of it escaped as \u0000. */
const maxLineBytes = 100 * 1024 * 1024

const forms = ['trailhouse', 'ocsf', 'ecs'] as const
type Form = (typeof forms)[number]
type Options = { dataset?: string; mapping?: string; as: Form; envelope?: true; whole?: true; tenant: string }

/** `trailhouse normalize`: raw records in, one a line; events out as NDJSON. */
export default function normalize(program: Command): void {
  program
    .command('normalize')
    .description('map raw records, one a line, to events as NDJSON; what could not be mapped is summed up at the end')
    .argument('[files...]', 'files to read, plain or gzip; - is standard input', ['-'])
    .option('--dataset <name>', 'dataset of the records; without it, or with `auto`, it is detected record by record')
    .addOption(
      new Option('--mapping <file>', 'map by this mapping file (docs/custom-mappings.md)').conflicts('dataset'),
    )
    .addOption(
      new Option('--as <form>', 'form of the events: the canonical one, OCSF 1.8.0 or ECS 8.11')
        .choices(forms)
        .default('trailhouse'),
    )
    .option('--envelope', 'read {"id","raw"} lines; print {"id","events"} or {"id","error"}')
    .addOption(
      new Option('--whole', 'each file is one record, whatever lines it has: JSON over several lines, XML').conflicts(
        'envelope',
      ),
    )
    .option('--tenant <id>', 'tenant of the events', 'default')
    .action(run)
}

/** What a run does with each of its records. */
type Run = { mapperOf: MapperOf; print: Print; tally: Tally; envelope: boolean; tenant: string }

async function run(files: readonly string[], options: Options): Promise<void> {
  const { as, envelope = false, tenant } = options
  const tally = new Tally()
  const run = { mapperOf: await mapperFor(options), print: await printerOf(as), tally, envelope, tenant }
  let line = 0
  for (const file of files) {
    const records = options.whole ? wholeOf : linesOf
    for await (const lines of records(bytesOf(file), maxLineBytes)) {
      await write(lines.map((bytes) => printed(bytes, ++line, run)).join(''))
    }
  }
  process.stderr.write(tally.summary())
}

async function printerOf(form: Form): Promise<Print> {
  if (form === 'trailhouse') return (await import('@trailhouse/event')).eventToJson
  const { toEcs, toOcsf } = await import('@trailhouse/event/formats')
  return form === 'ocsf' ? toOcsf : toEcs
}

/** @throws TrailhouseError DATASET_UNKNOWN, MAPPING_INVALID */
async function mapperFor({ dataset = 'auto', mapping }: Options): Promise<MapperOf> {
  const { datasets, detect, loadMapping } = await import('@trailhouse/datasets')
  if (mapping !== undefined) {
    const mapper = loadMapping(mapping)
    return () => mapper
  }
  if (dataset === 'auto') return (raw) => datasets.get(detect(raw) ?? '')
  const mapper = datasets.get(dataset)
  if (mapper !== undefined) return () => mapper
  const names = [...datasets.keys()].join(', ')
  throw new TrailhouseError('DATASET_UNKNOWN', `there is no dataset ${dataset}; take auto or one of ${names}`)
}

function printed(bytes: Line, line: number, run: Run): string {
  const envelope = run.envelope ? readEnvelope(bytes) : undefined
  const raw = run.envelope ? envelope?.raw : bytes
  const result = raw === undefined ? unreadable(bytes) : answer(raw, run.mapperOf, contextOf(line, run))
  run.tally.add(result, line)
  return run.envelope ? envelopeLine(result, envelope?.id ?? null, run.print) : plainLines(result, line, run.print)
}

function unreadable(bytes: Line): Answer {
  if (bytes === undefined) return { reason: 'TOO_LARGE', error: `the line has more than ${maxLineBytes} bytes` }
  return { reason: 'MALFORMED', error: 'the line is not {"id","raw"} with raw as text' }
}

/** No Kafka gave a place to these records: their line number stands for it. */
function contextOf(line: number, { tenant, tally }: Run): MapContext {
  return {
    ingestTime: Date.now() * 1000,
    tenantId: tenant,
    originTopic: '',
    originTopicId: '00000000-0000-0000-0000-000000000000',
    originPartition: 0,
    originOffset: line,
    onDrift: (dataset, kind, name) => tally.drift(dataset, kind, name, line),
  }
}

/** Waits while the reader is slower than we are. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
