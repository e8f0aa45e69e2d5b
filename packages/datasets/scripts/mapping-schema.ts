/** Writes custom/mapping.schema.json, which editors check mapping files by: `node packages/datasets/scripts/mapping-schema.ts`. */
import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { mappingSchema } from '../custom/schema.ts'

const file = new URL('../custom/mapping.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(z.toJSONSchema(mappingSchema, { io: 'input' }), null, 2)}\n`)
