import { setTimeout as delay } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { createLogger, type Logger } from './logger.ts'

/** Time that a service has to stop: less than the 10 s after which Docker kills, and than Kubernetes' 30 s. */
export const stopDeadlineMs = 9_500

/** The process's exit codes. 78 is sysexits' EX_CONFIG: starting again will not help. */
export const exitCodes = { stopped: 0, failed: 1, misconfigured: 78 } as const

export type ServiceContext = {
  /** Aborted when the process was told to stop. */
  readonly signal: AbortSignal
  /** Ends the process with exit code 1, after an orderly stop. */
  fail(error: unknown): void
}

export type RunningService = {
  /** Lines are written here once the service has its own logger. */
  readonly logger: Logger
  /** Ends the work in hand and lets go of everything. Has `stopDeadlineMs`. */
  stop(): Promise<void>
}

/**
 * Runs a service from its start to the end of the process. SIGTERM and SIGINT stop it and exit 0; a second signal, an
 * overrun deadline, an unhandled error or a failed start exit 1; a bad setting exits 78.
 */
export async function runService(
  name: string,
  start: (context: ServiceContext) => Promise<RunningService>,
  deadlineMs = stopDeadlineMs,
): Promise<never> {
  const stopping = new AbortController()
  let exitCode: number = exitCodes.stopped
  let logger = createLogger({ service: name, level: 'info' })
  const fail = (error: unknown) => {
    logger.fatal({ code: codeOf(error), err: error }, messageOf(error))
    exitCode ||= exitCodes.failed
    stopping.abort()
  }
  onSignals(stopping, () => logger)
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  const told = new Promise<void>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  const started = start({ signal: stopping.signal, fail }).then(
    (service) => {
      logger = service.logger
      logger.info({ code: 'SERVICE_STARTED' }, 'started')
      return service
    },
    (error: unknown) => {
      if (stopping.signal.aborted) return undefined
      fail(error)
      if (isMisconfiguration(error)) exitCode = exitCodes.misconfigured
      return undefined
    },
  )
  await told
  const stopped = started.then((service) => service?.stop()).then(() => true, fail)
  const inTime = await Promise.race([stopped, delay(deadlineMs, false)])
  if (inTime === false) {
    logger.fatal(
      { code: 'STOP_DEADLINE_EXCEEDED' },
      `not stopped within ${deadlineMs} ms; what was in hand is done again after the restart`,
    )
    exitCode = exitCodes.failed
  }
  logger.info({ code: 'SERVICE_STOPPED', exitCode }, 'stopped')
  process.exit(exitCode)
}

function onSignals(stopping: AbortController, logger: () => Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(exitCodes.failed)
      logger().info({ code: 'SERVICE_STOPPING', signal }, 'told to stop')
      stopping.abort()
    })
  }
}

function codeOf(error: unknown): string {
  return error instanceof TrailhouseError ? error.code : 'UNHANDLED_ERROR'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function isMisconfiguration(error: unknown): boolean {
  return error instanceof TrailhouseError && error.code.startsWith('SETTING_')
}
