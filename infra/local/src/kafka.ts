import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { ensureArtifacts } from './artifacts.ts'
import { archivePath, useArchive } from './class-archive.ts'
import { type Part, startPart } from './part.ts'
import { freePorts } from './ports.ts'

export type KafkaOptions = {
  /** Data, settings and logs go here; kept between starts. */
  dir: string
  /** Free ones are taken when absent. */
  ports?: { broker: number; controller: number }
  /** Broker settings beyond, or instead of, those of a small broker on one machine. */
  config?: Readonly<Record<string, string | number>>
  /** Flags of the Java machine instead of those that use the class archive. */
  jvm?: readonly string[]
  /** Aborted while it starts: it is ended, and the start rejects. */
  signal?: AbortSignal | undefined
}

/** KRaft wants a cluster id in base64; a broker that stands alone needs no id of its own. */
const CLUSTER_ID = 'VHJhaWxob3VzZUxvY2FsMQ'

/** In a properties file the later line wins. */
const sharedSettings = resolve(import.meta.dirname, '../../kafka/server.properties')
const log4j = resolve(import.meta.dirname, '../log4j2.xml')

/** A real Kafka broker, its own KRaft controller, on 127.0.0.1. `address` is the bootstrap server. */
export async function startKafka({ dir, ports, config, jvm, signal }: KafkaOptions): Promise<Part> {
  const { dir: artifacts, kafkaLibs } = await ensureArtifacts()
  const { broker, controller } = ports ?? (await twoFreePorts())
  const settings = join(dir, 'server.properties')
  await mkdir(dir, { recursive: true })
  const own = properties({ ...brokerConfig(dir, broker, controller), ...config })
  await writeFile(settings, `${await readFile(sharedSettings, 'utf8')}\n${own}`)
  const flags = jvm ?? useArchive(archivePath(artifacts, 'kafka'))
  const java = ['-cp', join(kafkaLibs, '*'), `-Dlog4j2.configurationFile=${log4j}`, `-Dtrailhouse.logs=${dir}`]
  if (!existsSync(join(dir, 'data', 'meta.properties'))) {
    const format = [
      '-XX:TieredStopAtLevel=1',
      ...java,
      'kafka.tools.StorageTool',
      'format',
      '-t',
      CLUSTER_ID,
      '-c',
      settings,
    ]
    await promisify(execFile)('java', format, { signal })
  }
  return startPart(
    {
      name: 'Kafka',
      command: 'java',
      // Without the second compiler: half the CPU of a start, and less too for the first million records.
      args: ['-Xms256m', '-Xmx768m', '-XX:TieredStopAtLevel=1', ...flags, ...java, 'kafka.Kafka', settings],
      ready: () => accepts(broker),
      signal,
    },
    `127.0.0.1:${broker}`,
  )
}

async function twoFreePorts(): Promise<{ broker: number; controller: number }> {
  const [broker = 0, controller = 0] = await freePorts(2)
  return { broker, controller }
}

function brokerConfig(dir: string, broker: number, controller: number): Record<string, string | number> {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(dir, 'data'),
    // The default of 128 MiB is for brokers with many compacted logs.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  }
}

function properties(config: Record<string, string | number>): string {
  return Object.entries(config)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

/** The broker opens its listener only after the controller has let it in. */
function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (open: boolean) => () => {
      socket.destroy()
      done(open)
    }
    socket.once('connect', answer(true)).once('error', answer(false))
  })
}
