/**
 * Orders strings by their UTF-8 bytes, which is the order of code points. JavaScript compares UTF-16 code units: it
 * puts U+E000 to U+FFFF after the surrogates, that is after all of U+10000 and above.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Surrogates (D800 to DFFF) move behind the rest of the plane. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
