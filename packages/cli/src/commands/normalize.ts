import { once } from 'node:events'
import type { MapContext } from '@trailhouse/datasets'
import { TrailhouseError } from '@trailhouse/errors'
import { type Command, Option } from 'commander'
import { type Answer, answer, envelopeLine, type MapperOf, plainLines, readEnvelope } from '../normalize/answer.ts'
import { bytesOf } from '../normalize/input.ts'
import { type Line, linesOf } from '../normalize/lines.ts'
import { Tally } from '../normalize/tally.ts'

/** A line may hold a record of the largest size, each byte of it escaped as \u0000. */
const maxLineBytes = 100 * 1024 * 1024

type Options = { dataset?: string; mapping?: string; envelope?: true; tenant: string }

/** `trailhouse normalize`: raw records in, one a line; canonical events out as NDJSON. */
export default function normalize(program: Command): void {
  program
    .command('normalize')
    .description('map raw records, one a line, to canonical events as NDJSON')
    .argument('[files...]', 'files to read, plain or gzip; - is standard input', ['-'])
    .option('--dataset <name>', 'dataset of the records; without it, or with `auto`, it is detected record by record')
    .addOption(
      new Option('--mapping <file>', 'map by this mapping file (docs/custom-mappings.md)').conflicts('dataset'),
    )
    .option('--envelope', 'read {"id","raw"} lines; print {"id","events"} or {"id","error"}')
    .option('--tenant <id>', 'tenant of the events', 'default')
    .action(run)
}

async function run(files: readonly string[], options: Options): Promise<void> {
  const mapperOf = await mapperFor(options)
  const tally = new Tally()
  let line = 0
  for (const file of files) {
    for await (const lines of linesOf(bytesOf(file), maxLineBytes)) {
      await write(lines.map((bytes) => printed(bytes, ++line, mapperOf, options, tally)).join(''))
    }
  }
  process.stderr.write(tally.summary())
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

function printed(bytes: Line, line: number, mapperOf: MapperOf, options: Options, tally: Tally): string {
  const envelope = options.envelope ? readEnvelope(bytes) : undefined
  const raw = options.envelope ? envelope?.raw : bytes
  const result = raw === undefined ? unreadable(bytes) : answer(raw, mapperOf, contextOf(line, options.tenant))
  tally.add(result, line)
  return options.envelope ? envelopeLine(result, envelope?.id ?? null) : plainLines(result, line)
}

function unreadable(bytes: Line): Answer {
  if (bytes === undefined) return { reason: 'TOO_LARGE', error: `the line has more than ${maxLineBytes} bytes` }
  return { reason: 'MALFORMED', error: 'the line is not {"id","raw"} with raw as text' }
}

/** No Kafka gave a place to these records: their line number stands for it. */
function contextOf(line: number, tenantId: string): MapContext {
  return {
    ingestTime: Date.now() * 1000,
    tenantId,
    originTopic: '',
    originTopicId: '00000000-0000-0000-0000-000000000000',
    originPartition: 0,
    originOffset: line,
  }
}

/** Waits while the reader is slower than we are. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
