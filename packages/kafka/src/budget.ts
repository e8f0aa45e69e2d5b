/**
 * One count of bytes for all that a process holds of Kafka's records. It never blocks: who takes too much makes
 * `exceeded` true, and the consumer pauses its partitions until enough was given back. One fetch may therefore exceed
 * the limit by what was already on its way. `exceeded` ends at three quarters of the limit: at the limit itself each
 * batch would pause and resume every partition, and a fetch under way is lost with each pause.
 */
export class ByteBudget {
  readonly limit: number
  #taken = 0
  #highest = 0
  #exceeded = false
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
    return this.#exceeded
  }

  take(bytes: number): void {
    this.#taken += bytes
    this.#highest = Math.max(this.#highest, this.#taken)
    if (!this.#exceeded && this.#taken >= this.limit) this.#change(true)
  }

  give(bytes: number): void {
    this.#taken -= bytes
    if (this.#exceeded && this.#taken <= this.limit * 0.75) this.#change(false)
  }

  /** Calls `listener` each time that `exceeded` changes. Returns the removal. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #change(exceeded: boolean): void {
    this.#exceeded = exceeded
    for (const listener of this.#listeners) listener()
  }
}
