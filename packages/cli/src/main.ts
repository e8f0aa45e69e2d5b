import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import dlq from './commands/dlq.ts'
import migrate from './commands/migrate.ts'
import normalize from './commands/normalize.ts'
import schemas from './commands/schemas.ts'
import sql from './commands/sql.ts'
import status from './commands/status.ts'
import topics from './commands/topics.ts'
import { run } from './run.ts'

/** Every command is one file: it adds itself to the program, and loads its clients only when it runs. */
const commands: readonly ((program: Command) => void)[] = [topics, schemas, migrate, status, sql, normalize, dlq]

const program = new Command('trailhouse')
  .description(
    'Chain of custody for audit events, from the line of code that emits one to the SQL query that finds it.',
  )
  .version(manifest.version)
  .showHelpAfterError('(add --help to see what it takes)')

for (const command of commands) command(program)

await run(program, process.argv)
