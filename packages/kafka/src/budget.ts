/**
 * One count of bytes for all that a process holds of Kafka's records. It never blocks: who takes too much makes
 * `exceeded` true, and the consumer pauses its partitions until enough was given back. One fetch may therefore exceed
 * the limit by what was already on its way.
 */
export class ByteBudget {
  readonly limit: number
  #taken = 0
  #highest = 0
  readonly #listeners = new Set<() => void>()

  constructor(limitBytes: number) {
    if (!(limitBytes > 0)) throw new RangeError(`A byte budget must be above 0, not ${limitBytes}`)
    this.limit = limitBytes
  }

  get taken(): number {
    return this.#taken
  }

  /** Most bytes ever held at once. */
  get highest(): number {
    return this.#highest
  }

  get exceeded(): boolean {
    return this.#taken >= this.limit
  }

  take(bytes: number): void {
    const before = this.exceeded
    this.#taken += bytes
    this.#highest = Math.max(this.#highest, this.#taken)
    if (!before && this.exceeded) this.#changed()
  }

  give(bytes: number): void {
    const before = this.exceeded
    this.#taken -= bytes
    if (before && !this.exceeded) this.#changed()
  }

  /** Calls `listener` each time that `exceeded` changes. Returns the removal. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
