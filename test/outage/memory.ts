/** Bytes resident, at a time in ms. */
export type Memory = { readonly at: number; readonly bytes: number }

export type Growth = { readonly early: number; readonly late: number; readonly peak: number; readonly flat: boolean }

/** What two medians of a flat process may differ by: the collector's own up and down is as large. */
const toleranceBytes = 24 * 1024 * 1024

/**
 * Pure. Memory over an outage: the median of its second quarter, when buffers have filled, against that of its last. What
 * grows with the length of the outage shows however slowly it does; a leak of 1 MB/s is found within a minute.
 */
export function growth(samples: readonly Memory[]): Growth {
  const quarter = (from: number) => {
    const [begin = 0, end = 0] = [samples[0]?.at, samples.at(-1)?.at]
    const at = (share: number) => begin + (end - begin) * share
    return samples.filter((sample) => sample.at >= at(from) && sample.at <= at(from + 0.25)).map(({ bytes }) => bytes)
  }
  const [early, late] = [median(quarter(0.25)), median(quarter(0.75))]
  const peak = Math.max(...samples.map(({ bytes }) => bytes))
  return { early, late, peak, flat: late - early <= toleranceBytes }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
