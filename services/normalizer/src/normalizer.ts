import type { Catalog } from '@trailhouse/datasets'
import {
  type Admin,
  ByteBudget,
  connectKafka,
  connectRegistry,
  openAdmin,
  openTransactionalProducer,
  startConsumer,
  type TopicPartition,
} from '@trailhouse/kafka'
import { kafkaFrom, type Logger, type Registry as MetricsRegistry, registryFrom } from '@trailhouse/runtime'
import { catalogOf } from './catalog.ts'
import type { NormalizerSettings } from './config.ts'
import { notReady } from './health.ts'
import { inputRoute, type RouteOptions } from './input-route.ts'
import { Inputs } from './inputs.ts'
import { watchLag } from './lag.ts'
import { createNormalizerMetrics, type NormalizerMetrics } from './metrics.ts'
import { type Outputs, readOutputs, subjectOf } from './outputs.ts'
import { takeOver } from './partition-worker.ts'
import type { Parts } from './parts.ts'
import { recordedPosition } from './positions.ts'
import { createReport, type ServiceReport } from './report.ts'
import { ShareGate } from './share-gate.ts'
import { createWriterSchemas } from './writer-schemas.ts'

export type Surroundings = {
  readonly registry: MetricsRegistry
  readonly logger: Logger
  /** Aborted when the process was told to stop. */
  readonly signal: AbortSignal
  fail(error: unknown): void
}

/** One instance of the normalizer: input topics in, audit.normalized and audit.dlq out. */
export class Normalizer {
  readonly #settings: NormalizerSettings
  readonly #catalog: Catalog
  readonly #signal: AbortSignal
  readonly #fail: (error: unknown) => void
  readonly #budget: ByteBudget
  readonly #gate: ShareGate
  readonly #metrics: NormalizerMetrics
  readonly #report: ServiceReport
  /** Ownerships that wait for the registry, each by its signal. */
  readonly #awaitingRegistry = new Set<AbortSignal>()
  #starting: string | undefined = 'waiting for Kafka'
  #joined = false
  #admin: Admin | undefined
  #inputs: Inputs | undefined
  #started: Promise<void> = Promise.resolve()
  #endLag = () => {}

  constructor(settings: NormalizerSettings, { registry, logger, signal, fail }: Surroundings) {
    this.#settings = settings
    this.#catalog = catalogOf(settings)
    this.#signal = signal
    this.#fail = fail
    this.#budget = new ByteBudget(settings.normalizerMemoryBytes)
    this.#gate = new ShareGate(shareRule(settings), (topic, closed) => this.#report.inputGate(topic, closed))
    this.#metrics = createNormalizerMetrics(registry, {
      shares: () => this.#gate.shares(),
      shareLimit: settings.normalizerDeadLetterShare,
      pausedPartitions: () => this.#pausedPartitions(),
      stoppedPartitions: () => this.#stoppedPartitions(),
      bufferBytes: () => this.#budget,
    })
    this.#report = createReport(this.#metrics, logger)
  }

  /** Returns at once: what is not there yet is waited for, and `notReady` says what. */
  start(): void {
    this.#started = this.#start().catch((error: unknown) => {
      if (!this.#signal.aborted) this.#fail(error)
    })
  }

  notReady(): string[] {
    return notReady({
      consumer: this.#inputs?.consumer,
      joined: this.#joined,
      missingTopics: this.#inputs?.missing ?? [],
      closedTopics: this.#gate.closedTopics(),
      awaitingRegistry: this.#awaitingRegistry.size,
      starting: this.#starting,
    })
  }

  /** An operator's word that topics paused for their dead letters go on. */
  resumeInputs(): void {
    this.#gate.openAll()
  }

  /** After the signal was aborted. */
  async stop(): Promise<void> {
    this.#endLag()
    await this.#started
    await this.#inputs?.stop()
    await this.#admin?.close()
  }

  async #start(): Promise<void> {
    const { normalizerOutputTopic, normalizerDeadLetterTopic, normalizerPositionsTopic } = this.#settings
    const client = connectKafka(kafkaFrom(this.#settings, 'trailhouse-normalizer'), { onEvent: this.#report.kafka })
    const schemaRegistry = connectRegistry(registryFrom(this.#settings), { onEvent: this.#report.kafka })
    const retry = { signal: this.#signal, onRetry: (error: Error) => this.#wait(error) }
    const admin = await openAdmin(client)
    this.#admin = admin
    const topics = {
      events: normalizerOutputTopic,
      deadLetters: normalizerDeadLetterTopic,
      positions: normalizerPositionsTopic,
    }
    const outputs = await readOutputs(admin, schemaRegistry, topics, retry)
    const schemas = createWriterSchemas(
      schemaRegistry,
      subjectOf(this.#settings.normalizerEventsTopic),
      (error, owner) => this.#awaitRegistry(error, owner),
    )
    const openProducer = (transactionalId: string) =>
      openTransactionalProducer(client, {
        transactionalId,
        timeoutMs: this.#settings.normalizerTransactionTimeoutMs,
        compression: this.#settings.normalizerCompression,
        writesTo: { topics: Object.values(topics), groupId: this.#settings.normalizerGroup },
      })
    const recorded = (place: TopicPartition) =>
      recordedPosition(client, topics.positions, this.#settings.normalizerGroup, place)
    const parts: Parts = { ...this.#parts(outputs), topics, schemas, openProducer, recordedPosition: recorded }
    this.#inputs = new Inputs({
      admin,
      patterns: this.#settings.normalizerInputs,
      written: Object.values(topics),
      signal: this.#signal,
      startConsumer: (names) => startConsumer(client, this.#consumerOptions(names, parts)),
      onRetry: (error) => this.#wait(error),
      onFailed: this.#fail,
    })
    this.#inputs.start()
    this.#starting = undefined
    this.#endLag = watchLag(() => this.#inputs?.consumer, this.#metrics, this.#report.newestProcessed)
  }

  #parts(outputs: Outputs): Omit<Parts, 'topics' | 'schemas' | 'openProducer' | 'recordedPosition'> {
    const settings = this.#settings
    const limits = {
      maxBytes: settings.normalizerMaxRecordBytes,
      maxDepth: settings.normalizerMaxDepth,
      maxEvents: settings.normalizerMaxEvents,
    }
    return {
      group: settings.normalizerGroup,
      partitions: outputs.partitions,
      tools: { ...this.#catalog, limits, schemaId: outputs.schemaId, maxEventBytes: outputs.maxEventBytes },
      gate: this.#gate,
      report: this.#report,
      resumeAt: settings.normalizerResumeAt ?? new Map(),
      idleMs: settings.normalizerIdleMs,
    }
  }

  #consumerOptions(topics: readonly string[], parts: Parts) {
    const settings = this.#settings
    const routeOf = (topic: string) => inputRoute(topic, routeOptions(settings, this.#catalog))
    const routes = new Map(topics.map((topic) => [topic, routeOf(topic)]))
    return {
      groupId: settings.normalizerGroup,
      topics,
      budget: this.#budget,
      sessionTimeoutMs: settings.normalizerSessionTimeoutMs,
      maxBytesPerPartition: settings.normalizerFetchBytes,
      onAssigned: (partition: Parameters<typeof takeOver>[0]) =>
        takeOver(partition, routes.get(partition.topic) ?? routeOf(partition.topic), parts),
      onStopped: this.#report.stopped,
      onRebalance: () => {
        this.#joined = true
      },
    }
  }

  #wait(error: Error): void {
    if (this.#starting !== undefined) this.#starting = error.message
    this.#report.waiting(error)
  }

  #awaitRegistry(error: Error | undefined, owner: AbortSignal): void {
    if (error === undefined) this.#awaitingRegistry.delete(owner)
    else this.#awaitingRegistry.add(owner)
    if (error !== undefined) this.#report.waiting(error)
  }

  #pausedPartitions() {
    const byBudget = this.#budget.exceeded ? (this.#inputs?.consumer?.assignments() ?? []) : []
    return {
      budget: byBudget.filter(({ state }) => state === 'paused').length,
      'dead-letter-share': this.#gate.pausedPartitions(),
      registry: this.#awaitingRegistry.size,
    }
  }

  #stoppedPartitions(): Map<string, number> {
    const codes = new Map<string, number>()
    for (const { stopped } of this.#inputs?.consumer?.assignments() ?? []) {
      if (stopped !== undefined) codes.set(stopped.code, (codes.get(stopped.code) ?? 0) + 1)
    }
    return codes
  }
}

function shareRule(settings: NormalizerSettings) {
  return {
    limit: settings.normalizerDeadLetterShare,
    windowMs: settings.normalizerDeadLetterWindowMs,
    minimum: settings.normalizerDeadLetterMinimum,
    pause: settings.normalizerDeadLetterPause,
    pauseMs: settings.normalizerDeadLetterPauseMs,
  }
}

function routeOptions(settings: NormalizerSettings, { datasets }: Catalog): RouteOptions {
  return {
    eventsTopic: settings.normalizerEventsTopic,
    bindings: settings.normalizerBindings,
    defaultTenant: settings.normalizerDefaultTenant,
    knownDatasets: new Set(datasets.keys()),
  }
}
