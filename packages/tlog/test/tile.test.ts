import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundlePath, decodeBundle, encodeBundle, tilePath } from '../src/index.ts'
import { partialTiles } from '../src/tile.ts'

test.each([
  [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
  [{ level: 1, index: 999, width: 1 }, 'tile/1/999.p/1'],
  [{ level: 0, index: 1000, width: 256 }, 'tile/0/x001/000'],
  [{ level: 2, index: 1_234_067, width: 8 }, 'tile/2/x001/x234/067.p/8'],
])('the path of %o is %s', (tile, path) => {
  expect(tilePath(tile)).toBe(path)
})

test('a bundle of entries has the path of its tile, below entries', () => {
  expect(bundlePath(1_234_067, 256)).toBe('tile/entries/x001/x234/067')
  expect(bundlePath(0, 3)).toBe('tile/entries/000.p/3')
})

test('a tree of 70,000 leaves has the partial tiles that the specification names', () => {
  expect(partialTiles(70_000)).toEqual([
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ])
  expect(partialTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }])
  expect(partialTiles(0)).toEqual([])
})

test('a bundle gives back its entries, and one that is cut short is refused or holds fewer', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1 }), fc.nat(), (entries, cut) => {
      const bundle = encodeBundle(entries)
      expect(decodeBundle(bundle).map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]))
      const short = bundle.subarray(0, cut % bundle.length)
      try {
        expect(decodeBundle(short).length).toBeLessThan(entries.length)
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENTRY_INVALID' })
      }
    }),
  )
})

test('an entry too long for a bundle is refused', () => {
  expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }))
})
