import { connectClickHouse } from '@trailhouse/clickhouse'
import { auditEventSchema } from '@trailhouse/event'
import { connectKafka, connectRegistry, openAdmin } from '@trailhouse/kafka'
import { clickhouseFrom, kafkaFrom, registryFrom } from '@trailhouse/runtime/command'
import type { CliSettings } from '../config.ts'
import { clickhousePart } from './clickhouse-part.ts'
import { groupPart } from './group-part.ts'
import { asked, type Part, wellPart } from './part.ts'
import { servicePart } from './service-part.ts'

export type Groups = { readonly normalizer: string; readonly sink: string }

const outputs = ['audit.normalized', 'audit.dlq']
const isInput = (topic: string) => topic === 'audit.events' || topic.startsWith('audit.raw.')

/** Asks every part; one that cannot be asked says so in its place. */
export async function askParts(settings: CliSettings, groups: Groups): Promise<Part[]> {
  const clickhouse = connectClickHouse(clickhouseFrom(settings))
  try {
    const answers = await Promise.all([
      kafkaParts(settings, groups),
      asked('registry', () => registryPart(settings)),
      asked('clickhouse', () => clickhousePart(clickhouse)),
      ...(settings.statusMetrics ?? []).map((url) => asked(new URL(url).host, () => servicePart(url))),
    ])
    return answers.flat()
  } finally {
    await clickhouse.close()
  }
}

async function kafkaParts(settings: CliSettings, groups: Groups): Promise<Part[]> {
  const admin = await openAdmin(connectKafka(kafkaFrom(settings, 'trailhouse-cli')))
  try {
    const topics = await admin.listTopics()
    const written = topics.filter((topic) => outputs.includes(topic))
    return [
      wellPart('kafka', { note: `${topics.length} topics` }),
      await asked('normalizer', () => groupPart(admin, 'normalizer', groups.normalizer, topics.filter(isInput))),
      await asked('sink', () => groupPart(admin, 'sink', groups.sink, written)),
    ]
  } catch (error) {
    return [wellPart('kafka', { problems: [(error as Error).message] })]
  } finally {
    await admin.close()
  }
}

async function registryPart(settings: CliSettings): Promise<Part> {
  const id = await connectRegistry(registryFrom(settings)).idOf('audit.normalized-value', auditEventSchema)
  return wellPart('registry', { note: `current schema has id ${id}` })
}
