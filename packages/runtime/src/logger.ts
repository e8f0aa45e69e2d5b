import { type DestinationStream, pino } from 'pino'

/** Every logged condition has a code that never changes: an operator can search for it, a test can wait for it. */
export type LogFields = { readonly code: string; readonly [field: string]: unknown }

export type Logger = {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  fatal(fields: LogFields, message: string): void
}

export type LoggerOptions = {
  readonly service: string
  readonly level: string
  /** Values that must never appear in a line, whatever field they came in by. */
  readonly secrets?: readonly string[]
  /** Standard output unless given. */
  readonly destination?: DestinationStream
}

/** A secret shorter than this is not blanked by value: it would blank ordinary text as well. */
const shortestSecret = 6
const secretFields = ['password', 'secret', 'token', 'authorization', 'key', 'sasl', 'auth']

/** A logger of JSON lines on standard output: time in ISO 8601, level by its name, service, code, message. */
export function createLogger({ service, level, secrets = [], destination }: LoggerOptions): Logger {
  const blanked = secrets
    .filter((value) => value.length >= shortestSecret)
    .map((value) => JSON.stringify(value).slice(1, -1))
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    hooks: {
      streamWrite: (line: string) => blanked.reduce((text, value) => text.replaceAll(value, '[redacted]'), line),
    },
  }
  // Synchronous: the last lines before an exit are the ones that matter, and an asynchronous stream wrote them out of order.
  return pino(options, destination ?? pino.destination({ fd: 1, sync: true }))
}

type ErrorFields = { type: string; code?: unknown; message: string; stack?: string | undefined; cause?: ErrorFields }

/** Name, code, message and stack, along the chain of causes; never the fields that a client library hangs on an error. */
function describeError(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const code = (error as { code?: unknown }).code
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: error.message,
    ...(depth === 0 ? { stack: error.stack } : {}),
    ...(error.cause !== undefined && depth < 5 ? { cause: describeError(error.cause, depth + 1) } : {}),
  }
}
