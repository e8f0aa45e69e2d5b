/** An error's own code, its HTTP status, else its class's name: what analysts group failures by. */
export function statusOf(error: unknown): { status_code: string; status_detail: string } {
  if (typeof error !== 'object' || error === null) return { status_code: '', status_detail: shorten(String(error)) }
  const { code, status, statusCode, name, message } = error as Record<string, unknown>
  const known = [code, status, statusCode, name].find((each) => isCode(each))
  return {
    status_code: known === undefined ? '' : String(known),
    status_detail: typeof message === 'string' ? shorten(message) : '',
  }
}

const isCode = (value: unknown) => (typeof value === 'string' && value !== '') || typeof value === 'number'

/** Messages of drivers can hold whole queries. */
const MAX_DETAIL = 1_024

const shorten = (text: string) => (text.length <= MAX_DETAIL ? text : `${text.slice(0, MAX_DETAIL - 1)}…`)
