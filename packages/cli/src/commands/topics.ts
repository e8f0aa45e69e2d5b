import { fileURLToPath } from 'node:url'
import { TrailhouseError } from '@trailhouse/errors'
import type { Admin, TopicChange, TopicDeclaration } from '@trailhouse/kafka'
import { kafkaFrom } from '@trailhouse/runtime/command'
import type { Command } from 'commander'
import { loadCliSettings } from '../config.ts'
import { table } from '../table.ts'

const declarations = fileURLToPath(new URL('../../../../infra/kafka/topics.yaml', import.meta.url))

/** `trailhouse topics apply`: the topics as they are declared. Safe to run again, and by two at once. */
export default function topics(program: Command): void {
  program
    .command('topics')
    .description('the topics of the pipeline')
    .command('apply')
    .description('create missing topics, add partitions and set configs as declared; takes nothing away')
    .option('--file <path>', 'declarations as YAML', declarations)
    .option('--dataset <names...>', 'also audit.raw.<name> for each, as the file has dataset_topic')
    .option('--dry-run', 'say what would change, and change nothing')
    .action(apply)
}

async function apply(options: { file: string; dataset?: string[]; dryRun?: true }): Promise<void> {
  const { dataset = [] } = options
  if (dataset.length > 0) await expectDatasets(dataset)
  const { readDeclarations } = await import('../topics/declarations.ts')
  const { connectKafka, openAdmin } = await import('@trailhouse/kafka')
  const declared = await readDeclarations(options.file, dataset)
  const admin = await openAdmin(connectKafka(kafkaFrom(loadCliSettings(), 'trailhouse-cli')))
  try {
    const changes = options.dryRun ? await planned(admin, declared) : await admin.applyTopics(declared)
    process.stdout.write(
      table(
        ['TOPIC', 'CHANGE', ''],
        changes.map(({ topic, change, detail }) => [topic, change, detail]),
      ),
    )
  } finally {
    await admin.close()
  }
}

/** Mappings of a user's own, which only the normalizer has at hand, have names that begin with `custom-`. */
async function expectDatasets(names: readonly string[]): Promise<void> {
  const { datasets } = await import('@trailhouse/datasets')
  for (const name of names) {
    if (datasets.has(name) || /^custom-[a-z0-9][a-z0-9-]{0,50}$/.test(name)) continue
    const known = [...datasets.keys()].join(', ')
    throw new TrailhouseError('DATASET_UNKNOWN', `there is no dataset ${name}; take custom-... or one of ${known}`)
  }
}

async function planned(admin: Admin, declared: readonly TopicDeclaration[]): Promise<TopicChange[]> {
  const { differences } = await import('../topics/differences.ts')
  const existing = new Set(await admin.listTopics())
  const changes = declared.map(async (topic) =>
    differences(topic, existing.has(topic.name) ? await admin.describeTopic(topic.name) : undefined),
  )
  return (await Promise.all(changes)).flat()
}
