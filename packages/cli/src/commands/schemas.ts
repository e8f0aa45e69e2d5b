import { registryFrom } from '@trailhouse/runtime/command'
import type { Command } from 'commander'
import { loadCliSettings } from '../config.ts'
import { table } from '../table.ts'

/** One schema for what SDKs write and for what the normalizer writes (Confluent's TopicNameStrategy). */
const subjects = ['audit.events-value', 'audit.normalized-value']

/** `trailhouse schemas register`: FULL_TRANSITIVE is set before the first version. Safe to run again. */
export default function schemas(program: Command): void {
  program
    .command('schemas')
    .description('the schemas of the pipeline')
    .command('register')
    .description('register the audit event under every subject that carries it')
    .action(register)
}

async function register(): Promise<void> {
  const { auditEventSchema } = await import('@trailhouse/event')
  const { connectRegistry } = await import('@trailhouse/kafka')
  const registry = connectRegistry(registryFrom(loadCliSettings()))
  const rows: string[][] = []
  for (const subject of subjects) {
    const id = await registry.register(subject, auditEventSchema, 'FULL_TRANSITIVE')
    const versions = await registry.versions(subject)
    rows.push([subject, String(versions.find((each) => each.id === id)?.version ?? '-'), String(id)])
  }
  process.stdout.write(table(['SUBJECT', 'VERSION', 'ID'], rows))
}
