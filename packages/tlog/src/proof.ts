/** Checks of proofs by RFC 9162 sections 2.1.3.2 and 2.1.4.2: of whatever was sent, true only for what holds. */
import { emptyRoot, hashNode } from './hash.ts'

/** A tree's size (0 to 2^53 - 1) and root (32 bytes). */
export type TreeHead = { readonly size: number; readonly root: Uint8Array }

/** Whether `proof` shows that the leaf with this hash is the `index`-th of the tree. */
export function verifyInclusion(
  proof: readonly Uint8Array[],
  index: number,
  leafHash: Uint8Array,
  { size, root }: TreeHead,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  const climb = new Climb(index, size - 1)
  let hash = leafHash
  for (const sibling of proof) {
    const side = climb.up()
    if (side === 'above the root') return false
    hash = side === 'left' ? hashNode(sibling, hash) : hashNode(hash, sibling)
  }
  return climb.atRoot && equal(hash, root)
}

/** Whether `proof` shows that the old tree is the beginning of the new one. The proof from size 0 is empty. */
export function verifyConsistency(proof: readonly Uint8Array[], old: TreeHead, now: TreeHead): boolean {
  if (!isCount(old.size) || !isCount(now.size) || old.size > now.size) return false
  if (old.size === now.size) return proof.length === 0 && equal(old.root, now.root)
  if (old.size === 0) return proof.length === 0 && equal(old.root, emptyRoot)
  const climb = new Climb(old.size - 1, now.size - 1)
  climb.skipRightEdge()
  const [first, ...rest] = climb.atLeftEdge ? [old.root, ...proof] : proof
  if (first === undefined) return false
  let oldHash = first
  let hash = first
  for (const sibling of rest) {
    const side = climb.up()
    if (side === 'above the root') return false
    if (side === 'left') oldHash = hashNode(sibling, oldHash)
    hash = side === 'left' ? hashNode(sibling, hash) : hashNode(hash, sibling)
  }
  return climb.atRoot && equal(oldHash, old.root) && equal(hash, now.root)
}

/** The way from a node to the root: its index in its level, and that of the level's last node. */
class Climb {
  #node: number
  #last: number

  constructor(node: number, last: number) {
    this.#node = node
    this.#last = last
  }

  get atRoot(): boolean {
    return this.#last === 0
  }

  get atLeftEdge(): boolean {
    return this.#node === 0
  }

  /** Goes up to the next node that has a sibling, and one further; says on which side that sibling is. */
  up(): 'left' | 'right' | 'above the root' {
    if (this.#last === 0) return 'above the root'
    const isRight = this.#node % 2 === 1
    if (!isRight && this.#node !== this.#last) {
      this.#step()
      return 'right'
    }
    // The last node of a level may have no sibling there: it stands for itself one level up.
    while (this.#node % 2 === 0 && this.#node !== 0) this.#step()
    this.#step()
    return 'left'
  }

  /** From a right child up to the first left one: the subtree of which the old tree is made to its end. */
  skipRightEdge(): void {
    while (this.#node % 2 === 1) this.#step()
  }

  #step(): void {
    this.#node = Math.floor(this.#node / 2)
    this.#last = Math.floor(this.#last / 2)
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
