/** What is known of one part of the pipeline; a figure that it has not, or that could not be had, is null. */
export type Part = {
  readonly part: string
  /** Records, or events, that wait for it. */
  readonly lag: number | null
  /** Age of what it handled last where something waits, else 0; for ClickHouse, age of the newest stored event. */
  readonly seconds: number | null
  readonly deadLetters: number | null
  /** Why it is not well; empty when it is. */
  readonly problems: readonly string[]
  /** What else a person wants to know. */
  readonly note: string
}

export const wellPart = (part: string, figures: Partial<Part> = {}): Part => ({
  part,
  lag: null,
  seconds: null,
  deadLetters: null,
  problems: [],
  note: '',
  ...figures,
})

/** The part, or one that says why it could not be asked: no part's failure hides the others. */
export async function asked(part: string, ask: () => Promise<Part>): Promise<Part> {
  try {
    return await ask()
  } catch (error) {
    return wellPart(part, { problems: [error instanceof Error ? error.message : String(error)] })
  }
}
