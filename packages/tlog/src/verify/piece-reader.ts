/** Reads an iterable of pieces item by item, and waits only between pieces: an await for each item would cost 0.1 us. */
export class PieceReader<Piece> {
  readonly #pieces: AsyncIterator<Piece>
  readonly #lengthOf: (piece: Piece) => number
  #piece: Piece | undefined
  #length = 0
  /** Index in `piece` of the item that is next. */
  at = 0

  constructor(pieces: AsyncIterable<Piece>, lengthOf: (piece: Piece) => number) {
    this.#pieces = pieces[Symbol.asyncIterator]()
    this.#lengthOf = lengthOf
  }

  /** Whether `piece` has an item at `at`. */
  get ready(): boolean {
    return this.at < this.#length
  }

  get piece(): Piece {
    if (this.#piece === undefined) throw new RangeError('nothing was read')
    return this.#piece
  }

  /** Reads on until there is an item: false at the end. */
  async fill(): Promise<boolean> {
    while (!this.ready) {
      const next = await this.#pieces.next()
      if (next.done) return false
      this.#piece = next.value
      this.#length = this.#lengthOf(next.value)
      this.at = 0
    }
    return true
  }

  /** Lets the source end early. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }
}
