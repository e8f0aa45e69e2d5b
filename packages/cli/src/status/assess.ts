import type { Part } from './part.ts'

export type Limits = { readonly maxLag: number; readonly maxSeconds: number }

/**
 * Adds what is wrong only in the light of limits. How old the newest stored event is says something only while others
 * wait: a source may simply be silent.
 */
export function assess(parts: readonly Part[], { maxLag, maxSeconds }: Limits): Part[] {
  const waiting = parts.some(({ lag }) => (lag ?? 0) > 0)
  return parts.map((part) => {
    const problems = [...part.problems]
    if ((part.lag ?? 0) > maxLag) problems.push(`more than ${maxLag} records behind`)
    if (waiting && (part.seconds ?? 0) > maxSeconds) problems.push(`more than ${maxSeconds} s behind`)
    return { ...part, problems }
  })
}

export const healthy = (parts: readonly Part[]): boolean => parts.every(({ problems }) => problems.length === 0)
