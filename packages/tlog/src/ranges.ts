/**
 * Which subtrees a root or a proof is made of, by RFC 6962 section 2.1, without any hash. A range holds the leaves from
 * `start` up to and without `end`. Sizes and indexes are integers from 0 to 2^53 - 1.
 */
export type Range = { readonly start: number; readonly end: number }

/** The perfect subtree of 2^height leaves that begins at leaf index * 2^height. */
export type Subtree = { readonly height: number; readonly index: number }

/** Largest power of two below `length`, which is at least 2: where RFC 6962 splits a list. */
function split(length: number): number {
  let power = 1
  while (power * 2 < length) power *= 2
  return power
}

/** The ranges whose roots prove that leaf `index` is in the tree of `size` leaves, from the leaf's sibling upwards. */
export function inclusionRanges(index: number, size: number): Range[] {
  const path: Range[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + split(end - start)
    if (index < middle) {
      path.push({ start: middle, end })
      end = middle
    } else {
      path.push({ start, end: middle })
      start = middle
    }
  }
  return path.reverse()
}

/** The ranges whose roots prove that the tree of `oldSize` leaves is the beginning of that of `size`; none from 0. */
export function consistencyRanges(oldSize: number, size: number): Range[] {
  if (oldSize === 0) return []
  const path: Range[] = []
  let start = 0
  let end = size
  while (end !== oldSize) {
    const middle = start + split(end - start)
    if (oldSize <= middle) {
      path.push({ start: middle, end })
      end = middle
    } else {
      path.push({ start, end: middle })
      start = middle
    }
  }
  // The verifier knows the old root, so the range from 0 needs no telling.
  if (start > 0) path.push({ start, end })
  return path.reverse()
}

/** The perfect subtrees of a range that one of the functions above gave, or of a whole tree from 0, from left to right. */
export function perfectSubtrees({ start, end }: Range): Subtree[] {
  const subtrees: Subtree[] = []
  let at = start
  for (let height = 53; height >= 0; height -= 1) {
    const width = 2 ** height
    if (end - at < width) continue
    subtrees.push({ height, index: at / width })
    at += width
  }
  return subtrees
}
