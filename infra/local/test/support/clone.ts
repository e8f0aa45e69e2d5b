import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const here = join(import.meta.dirname, '../..')

export type Run = { code: number | null; output: string }

/** A checkout that has nothing but the bootstrap, and a machine that has nothing but the programs it is given. */
export class Clone {
  readonly dir: string

  constructor(dir: string) {
    this.dir = dir
  }

  /** A program of the machine: what it prints, and how it ends. */
  async program(name: string, script: string): Promise<void> {
    await this.file(`bin/${name}`, `#!/bin/sh\n${script}\n`)
    await chmod(join(this.dir, 'bin', name), 0o755)
  }

  async without(name: string): Promise<void> {
    await rm(join(this.dir, 'bin', name))
  }

  async file(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(this.dir, path)), { recursive: true })
    await writeFile(join(this.dir, path), content)
  }

  read(path: string): Promise<string> {
    return readFile(join(this.dir, path), 'utf8').catch(() => '')
  }

  start(args: readonly string[]) {
    const program = join(this.dir, 'infra/local/bootstrap.mjs')
    const env = { PATH: join(this.dir, 'bin'), HOME: this.dir }
    return spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  async run(...args: string[]): Promise<Run> {
    const child = this.start(args)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, output }
  }
}

const node24 = '#!/bin/sh\necho "node ran $@"\nexit 7\n'

/** With npm, Java 17 and Maven; `npm ci` writes down that it ran and installs a Node that says what it runs. */
export async function clone(): Promise<Clone> {
  const made = new Clone(await mkdtemp(join(tmpdir(), 'trailhouse-clone-')))
  await cp(join(here, 'bootstrap.mjs'), join(made.dir, 'infra/local/bootstrap.mjs'))
  await cp(join(here, 'bootstrap'), join(made.dir, 'infra/local/bootstrap'), { recursive: true })
  await made.file('package-lock.json', lock('1.0.0'))
  await made.program('java', 'echo \'openjdk version "17.0.15" 2025-04-15\' >&2')
  await made.program('mvn', 'echo Apache Maven 3.8.7')
  await made.file('node24', node24)
  await made.program('npm', npm)
  return made
}

const npm = `
PATH=/usr/bin:/bin
[ "$1" = ci ] || exit 0
echo "$@" >> npm-calls
mkdir -p node_modules/.bin
cp node24 node_modules/.bin/node && chmod +x node_modules/.bin/node
cp package-lock.json node_modules/.package-lock.json`

export function lock(version: string): string {
  const packages = {
    '': { name: 'trailhouse' },
    'packages/event': { version: '0.1.0' },
    'node_modules/@trailhouse/event': { resolved: 'packages/event', link: true },
    'node_modules/dep': { version, integrity: `sha512-${version}` },
    'node_modules/for-another-platform': { version: '1.0.0', integrity: 'sha512-x', optional: true },
  }
  return JSON.stringify({ lockfileVersion: 3, packages })
}
