/** Writes src/generated/ from schemas/audit-event.avsc. */
import { readFileSync, writeFileSync } from 'node:fs'
import { generateModule } from './generate-module.ts'

const file = (path: string) => new URL(path, import.meta.url)

writeFileSync(
  file('../src/generated/audit-event.ts'),
  generateModule(readFileSync(file('../../../schemas/audit-event.avsc'), 'utf8')),
)
// The writer is made from the module just written, with the ranges of the table's columns.
const { auditEventSchema } = await import('../src/generated/audit-event.ts')
const { generateWriter } = await import('./generate-writer.ts')
writeFileSync(file('../src/generated/write-event.ts'), generateWriter(auditEventSchema))
