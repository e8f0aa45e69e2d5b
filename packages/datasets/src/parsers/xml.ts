import { defaultLimits, type Limits, MappingError } from '../mapper.ts'

/** An element. Names are without their namespace prefix. */
export type XmlElement = {
  readonly name: string
  /** Values by name, without namespace declarations. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  /** Character data of the element itself, entities replaced. */
  text: string
}

/**
 * Reads a well-formed XML 1.0 document and gives its root element. A document type declaration is refused, so that no
 * entity but the five of XML and character references is ever expanded.
 *
 * By hand: Windows puts characters into event XML that XML forbids (scripts and paths hold any), for which saxes and
 * other strict libraries refuse the whole record. An event of 2.5 KB takes 12 us here, 24 us in saxes, 170 us in
 * fast-xml-parser (measured).
 * @throws MappingError MALFORMED, TOO_DEEP
 */
export function parseXml(xml: string, limits: Limits = defaultLimits): XmlElement {
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  let at = 0
  while (at < xml.length) {
    const tag = xml.indexOf('<', at)
    if (tag !== at) addText(open, xml.slice(at, tag < 0 ? undefined : tag))
    if (tag < 0) break
    const mark = xml.charCodeAt(tag + 1)
    if (mark === exclamation) {
      at = skipDeclaration(xml, tag, open)
    } else if (mark === question) {
      at = after(xml, '?>', tag)
    } else if (mark === slash) {
      at = closeElement(xml, tag, open)
    } else {
      if (root !== undefined && open.length === 0) throw malformed('a second root element', tag)
      const element = openElement(xml, tag)
      root ??= element.element
      open.at(-1)?.children.push(element.element)
      if (!element.empty) open.push(element.element)
      if (open.length > limits.maxDepth) throw new MappingError('TOO_DEEP', `XML deeper than ${limits.maxDepth} levels`)
      at = element.end
    }
  }
  if (root === undefined || open.length > 0) throw malformed('an element that is not closed', xml.length)
  return root
}

/** The first child of that name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name)
}

const exclamation = 33
const question = 63
const slash = 47

function malformed(what: string, at: number): MappingError {
  return new MappingError('MALFORMED', `the XML has ${what} at position ${at}`)
}

function after(xml: string, end: string, from: number): number {
  const found = xml.indexOf(end, from)
  if (found < 0) throw malformed(`no ${end}`, from)
  return found + end.length
}

function addText(open: readonly XmlElement[], text: string): void {
  const element = open.at(-1)
  if (element !== undefined) element.text += unescapeXml(text)
  else if (text.trim() !== '' && text.trim() !== '\uFEFF') throw malformed('text outside of its root element', 0)
}

/** A comment or CDATA. */
function skipDeclaration(xml: string, at: number, open: readonly XmlElement[]): number {
  if (xml.startsWith('<!--', at)) return after(xml, '-->', at + 4)
  const element = open.at(-1)
  if (element === undefined || !xml.startsWith('<![CDATA[', at)) throw malformed('a declaration that is refused', at)
  const end = after(xml, ']]>', at)
  element.text += xml.slice(at + 9, end - 3)
  return end
}

function closeElement(xml: string, at: number, open: XmlElement[]): number {
  const end = after(xml, '>', at)
  const name = localName(xml.slice(at + 2, end - 1).trimEnd())
  if (open.pop()?.name !== name) throw malformed('an end tag that does not match', at)
  return end
}

const noAttributes: ReadonlyMap<string, string> = new Map()

/** A start tag, character by character: three patterns a tag cost more than all else. */
function openElement(xml: string, tag: number): { element: XmlElement; empty: boolean; end: number } {
  const nameEnd = endOfName(xml, tag + 1)
  const name = localName(xml.slice(tag + 1, nameEnd))
  let attributes: Map<string, string> | undefined
  let at = skipSpace(xml, nameEnd)
  while (at > nameEnd && xml.charCodeAt(at) !== greater && xml.charCodeAt(at) !== slash) {
    const keyEnd = endOfName(xml, at)
    const key = xml.slice(at, keyEnd)
    const start = startOfValue(xml, keyEnd)
    const end = xml.indexOf(xml.charAt(start - 1), start)
    if (end < 0) throw malformed('an attribute that does not end', at)
    if (key !== 'xmlns' && !key.startsWith('xmlns:')) {
      attributes ??= new Map()
      attributes.set(localName(key), unescapeXml(xml.slice(start, end)))
    }
    at = skipSpace(xml, end + 1)
  }
  const empty = xml.charCodeAt(at) === slash
  if (xml.charCodeAt(empty ? at + 1 : at) !== greater) throw malformed('a tag that does not end', tag)
  const element = { name, attributes: attributes ?? noAttributes, children: [], text: '' }
  return { element, empty, end: empty ? at + 2 : at + 1 }
}

/** Behind the equals sign and the quote after it. */
function startOfValue(xml: string, keyEnd: number): number {
  const equals = skipSpace(xml, keyEnd)
  const start = skipSpace(xml, equals + 1)
  const mark = xml.charCodeAt(start)
  if (xml.charCodeAt(equals) !== equal || (mark !== double && mark !== single)) {
    throw malformed('an attribute without a value in quotes', keyEnd)
  }
  return start + 1
}

const equal = 61
const double = 34
const single = 39
const less = 60
const greater = 62

function skipSpace(xml: string, start: number): number {
  let at = start
  while (xml.charCodeAt(at) <= 32) at += 1
  return at
}

function endOfName(xml: string, start: number): number {
  let at = start
  for (; at < xml.length; at++) {
    const code = xml.charCodeAt(at)
    if (code <= 32 || code === slash || (code >= less && code <= greater) || code === double || code === single) break
  }
  if (at === start) throw malformed('a tag or an attribute without a name', start)
  return at
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Replaces the entities of XML. What is no entity stays as it is: some messages have bare ampersands. */
export function unescapeXml(text: string): string {
  let at = text.indexOf('&')
  if (at < 0) return text
  let plain = ''
  let from = 0
  for (; at >= 0; at = text.indexOf('&', at + 1)) {
    // The longest is `&#x10FFFF;`, or with leading zeros of no use to anybody.
    const end = text.slice(at, at + 12).indexOf(';')
    const character = end < 0 ? undefined : characterOf(text.slice(at + 1, at + end))
    if (character === undefined) continue
    plain += text.slice(from, at) + character
    from = at + end + 1
  }
  return plain + text.slice(from)
}

function characterOf(entity: string): string | undefined {
  if (entity.charCodeAt(0) !== hash) return named.get(entity)
  const hex = /^#x([0-9a-fA-F]{1,8})$/.exec(entity)?.[1]
  const code = hex === undefined ? Number(/^#(\d{1,8})$/.exec(entity)?.[1]) : Number.parseInt(hex, 16)
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined
}

const hash = 35
