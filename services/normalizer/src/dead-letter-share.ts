/** Records and dead letters of a dataset on a topic over the last `windowMs`, in twelfths of the window. */
export type ShareWindow = readonly Bucket[]

type Bucket = { readonly slot: number; readonly records: number; readonly deadLetters: number }

export type ShareRule = {
  readonly windowMs: number
  /** Above this share, of 0 to 1, the source is taken to have failed. */
  readonly limit: number
  /** Fewer records than this say nothing. */
  readonly minimum: number
}

const slots = 12

/** The window after a batch; buckets that have slid out are dropped, so that it never holds more than 13. */
export function observe(
  window: ShareWindow,
  now: number,
  seen: { readonly records: number; readonly deadLetters: number },
  rule: ShareRule,
): ShareWindow {
  const slot = slotOf(now, rule)
  const last = window.at(-1)
  if (last !== undefined && last.slot >= slot) {
    const merged = {
      slot: last.slot,
      records: last.records + seen.records,
      deadLetters: last.deadLetters + seen.deadLetters,
    }
    return [...window.slice(0, -1), merged]
  }
  return [...live(window, now, rule), { slot, records: seen.records, deadLetters: seen.deadLetters }]
}

export function totals(window: ShareWindow, now: number, rule: ShareRule): { records: number; deadLetters: number } {
  let records = 0
  let deadLetters = 0
  for (const bucket of live(window, now, rule)) {
    records += bucket.records
    deadLetters += bucket.deadLetters
  }
  return { records, deadLetters }
}

/** Whether the share is past the rule's limit, on enough records to say so. */
export function exceeded(window: ShareWindow, now: number, rule: ShareRule): boolean {
  const { records, deadLetters } = totals(window, now, rule)
  return records >= rule.minimum && deadLetters > records * rule.limit
}

const slotOf = (now: number, rule: ShareRule): number => Math.floor((now * slots) / rule.windowMs)

const live = (window: ShareWindow, now: number, rule: ShareRule): ShareWindow =>
  window.filter((bucket) => bucket.slot > slotOf(now, rule) - slots)
