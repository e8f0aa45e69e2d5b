import { freePorts, type Part } from '@trailhouse/local'
import type { Trial } from '../faults/framework/scenario.ts'
import { ownStack } from '../support/own-stack.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import type { PartName } from './plan.ts'

/** A real part, and the wire on which the services reach it. */
export type WiredPart = { readonly part: Part; readonly proxy: TcpProxy }

export type WiredStack = {
  readonly parts: Readonly<Record<PartName, WiredPart>>
  /** Addresses on the wires, for services and applications. */
  readonly wired: { readonly kafka: string; readonly registry: string; readonly clickhouse: string }
  /** Past the wires, for the oracle. ClickHouse's with the credentials of `admin`. */
  readonly direct: { readonly registry: string; readonly clickhouse: string }
}

/** A stack of its own with a wire before each part. Kafka advertises the wire: whoever speaks to it does so on the wire. */
export async function wiredStack(trial: Trial): Promise<WiredStack> {
  const [broker = 0, controller = 0, http = 0, tcp = 0, registryPort = 0] = await freePorts(5)
  const wires = {
    kafka: await wire(trial, broker),
    registry: await wire(trial, registryPort),
    clickhouse: await wire(trial, http),
  }
  const { kafka, registry, clickhouse } = await ownStack(trial, {
    kafka: {
      ports: { broker, controller },
      config: { 'advertised.listeners': `PLAINTEXT://${wires.kafka.address}` },
    },
    registry: { port: registryPort },
    clickhouse: { ports: { http, tcp } },
  })
  return {
    parts: {
      kafka: { part: kafka, proxy: wires.kafka },
      registry: { part: registry, proxy: wires.registry },
      clickhouse: { part: clickhouse, proxy: wires.clickhouse },
    },
    wired: {
      kafka: wires.kafka.address,
      registry: registry.address.replace(`:${registryPort}`, `:${wires.registry.port}`),
      clickhouse: `http://${wires.clickhouse.address}`,
    },
    direct: { registry: registry.address, clickhouse: clickhouse.address },
  }
}

async function wire(trial: Trial, port: number): Promise<TcpProxy> {
  const proxy = await startTcpProxy(`127.0.0.1:${port}`)
  trial.defer(() => proxy.close())
  return proxy
}
