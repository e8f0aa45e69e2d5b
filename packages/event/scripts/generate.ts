/** Writes src/generated/audit-event.ts from schemas/audit-event.avsc. */
import { readFileSync, writeFileSync } from 'node:fs'
import { generateModule } from './generate-module.ts'

const schemaFile = new URL('../../../schemas/audit-event.avsc', import.meta.url)
const moduleFile = new URL('../src/generated/audit-event.ts', import.meta.url)

writeFileSync(moduleFile, generateModule(readFileSync(schemaFile, 'utf8')))
