/**
 * Every code that a TrailhouseError can carry: closed and stable. docs/errors.md says for each what it means and what
 * to do; a test compares the two lists.
 */
export const errorCodes = ['SETTING_INVALID', 'SETTING_UNKNOWN'] as const

export type ErrorCode = (typeof errorCodes)[number]

/** An error with a stable code and a sentence that says what to do. `message` never holds a secret. */
export class TrailhouseError extends Error {
  override readonly name = 'TrailhouseError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
