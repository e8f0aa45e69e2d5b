import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MappingError } from '../src/mapper.ts'
import { parseXml, type XmlElement } from '../src/parsers/xml.ts'

type Tree = { name: string; attributes: [string, string][]; content: (Tree | string)[] }

const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/).filter((word) => !word.startsWith('xmlns'))
/** Characters that XML allows. */
const words = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\p{Cc}/gu, ''))
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name,
    attributes: fc.uniqueArray(fc.tuple(name, words), { selector: ([key]) => key, maxLength: 3 }),
    content: fc.array(fc.oneof({ depthSize: 'small' }, words, tie('tree')), { maxLength: 3 }),
  }),
}))

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function write({ name, attributes, content }: Tree, quote: string): string {
  const mark = quote === '"' ? '&quot;' : '&apos;'
  const pairs = attributes.map(([key, value]) => ` ${key}=${quote}${escaped(value).replaceAll(quote, mark)}${quote}`)
  const inner = content.map((each) => (typeof each === 'string' ? escaped(each) : write(each, quote))).join('')
  return inner === '' ? `<${name}${pairs.join('')}/>` : `<x:${name}${pairs.join('')}>${inner}</x:${name}>`
}

function expectSame(element: XmlElement, { name, attributes, content }: Tree): void {
  expect(element.name).toBe(name)
  expect([...element.attributes]).toEqual(attributes)
  expect(element.text).toBe(content.filter((each) => typeof each === 'string').join(''))
  const children = content.filter((each) => typeof each !== 'string')
  expect(element.children.length).toBe(children.length)
  for (const [index, child] of element.children.entries()) expectSame(child, children[index] as Tree)
}

test('what is written as XML reads back the same, with either quote, prefixes and entities', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom('"', "'"), (root, quote) => {
      expectSame(parseXml(`<?xml version="1.0"?><!-- a > b -->${write(root, quote)}\n`), root)
    }),
  )
})

test('CDATA and character references are text', () => {
  expect(parseXml('<a>1<![CDATA[<&]]>&#65;&#x1F600;&#xD800;&nope;</a>').text).toBe('1<&A😀&#xD800;&nope;')
})

test('what is not well formed, declares a document type or is too deep is refused', () => {
  const reason = (xml: string) => {
    try {
      return parseXml(xml, { maxBytes: 1e6, maxDepth: 10, maxEvents: 1 }).name
    } catch (error) {
      return error instanceof MappingError ? error.reason : error
    }
  }
  const broken = [
    '',
    'a',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a b=c/>',
    '<a',
    '<a b="',
    '</a>',
    '<a>x</a>y',
    '< a/>',
    '<!-- ',
  ]
  for (const xml of broken) expect(`${xml}: ${reason(xml)}`).toBe(`${xml}: MALFORMED`)
  expect(reason('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toBe('MALFORMED')
  expect(reason(`${'<a>'.repeat(12)}${'</a>'.repeat(12)}`)).toBe('TOO_DEEP')
})

test('any text is read or refused', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '=',
    '"',
    "'",
    '&',
    ';',
    '<a>',
    '</a>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    ' ',
    'x:y',
    '<?',
    '?>',
    '&#1;',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        parseXml(pieces.join(''))
      } catch (error) {
        expect(error).toBeInstanceOf(MappingError)
      }
    }),
  )
})
