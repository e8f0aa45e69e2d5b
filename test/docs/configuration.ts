/** Writes docs/configuration.md from the settings that the processes declare: `npm run docs:configuration`. */
import { writeFileSync } from 'node:fs'
import {
  clickhouseSettings,
  type Declaration,
  kafkaSettings,
  registrySettings,
  type Setting,
  serviceSettings,
  settingName,
} from '@trailhouse/runtime'
import { settings as local } from '../../infra/local/src/settings.ts'
import { settings as cli } from '../../packages/cli/src/config.ts'
import { settings as normalizer } from '../../services/normalizer/src/config.ts'
import { settings as sink } from '../../services/sink/src/config.ts'

export const page = new URL('../../docs/configuration.md', import.meta.url)

const processes: Record<string, Declaration> = { normalizer, sink, '`trailhouse`': cli, '`npm start`': local }

const shared: Record<string, Declaration> = {
  Kafka: kafkaSettings,
  'Schema registry': registrySettings,
  ClickHouse: clickhouseSettings,
  'Log and HTTP': serviceSettings,
}

const intro = `# Configuration

Written by \`npm run docs:configuration\` from the settings that each process declares; a test fails when it is stale.

A setting is an environment variable. \`TRAILHOUSE_CONFIG_FILE\` names a file of \`NAME=value\` lines that are read as well;
the environment wins. \`<NAME>_FILE\` names a file that holds the value of \`<NAME>\`: for passwords, keys and certificates.
An empty value is as good as none. Secrets are never logged.

A process does not start with an unknown name that begins with \`TRAILHOUSE_\`, nor with a value that a setting cannot take:
it says every such setting and what it takes, and exits 78 (\`trailhouse\`: 1). Names that begin with \`TRAILHOUSE_TEST_\` are
for tests alone: they make a process fail on purpose.

Exit codes of a service: 0 stopped when told to, 1 failed, 78 a bad setting.
`

export function renderConfiguration(): string {
  const sharedSettings = new Set(Object.values(shared).flatMap((group) => Object.values(group)))
  const sharedSections = Object.entries(shared).map(([title, group]) => {
    const users = Object.keys(processes).filter((name) => Object.values(group).some((each) => uses(name, each)))
    return section(title, `Read by ${users.join(', ')}.`, Object.entries(group))
  })
  const ownSections = Object.entries(processes).map(([name, declaration]) => {
    const own = Object.entries(declaration).filter(([, setting]) => !sharedSettings.has(setting))
    return section(`Only ${name}`, '', own)
  })
  return [intro, ...sharedSections, ...ownSections].join('\n')
}

function uses(process: string, setting: Setting<unknown>): boolean {
  return Object.values(processes[process] ?? {}).includes(setting)
}

function section(title: string, lead: string, settings: [string, Setting<unknown>][]): string {
  const rows = settings.map(([key, setting]) => `| ${cells(key, setting).join(' | ')} |`)
  const table = ['| Setting | Takes | Default | For |', '| --- | --- | --- | --- |', ...rows]
  return [`## ${title}`, ...(lead ? [lead] : []), table.join('\n')].join('\n\n').concat('\n')
}

function cells(key: string, { takes, unit, description, ...setting }: Setting<unknown>): string[] {
  const absent = setting.optional ? 'none' : 'required'
  const value = setting.default === undefined ? absent : `\`${setting.default}\``
  const text = setting.secret ? `${description} Secret.` : description
  return [`\`${settingName(key)}\``, unit ? `${takes} (${unit})` : takes, value, text].map((cell) =>
    cell.replaceAll('|', '\\|'),
  )
}

if (import.meta.main) writeFileSync(page, renderConfiguration())
