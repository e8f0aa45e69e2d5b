import { isObject } from '../src/fields/text.ts'
import { defaultLimits, MappingError } from '../src/mapper.ts'
import { parseXml } from '../src/parsers/xml.ts'
import { fieldsOf } from './event-xml.ts'
import { type Fields, noFields } from './record.ts'

/**
 * The event's own data, which converters of its XML to JSON give as an object by name, as an object with the list
 * `Data`, as a list of objects with name and value, as a list of objects of one member, as a list of values, or as XML.
 */
export function dataOf(value: unknown): Fields | undefined {
  if (typeof value === 'string') return value.trimStart().startsWith('<') ? ofXml(value) : undefined
  if (Array.isArray(value)) return ofList(value)
  if (!isObject(value)) return undefined
  const data = value['Data'] ?? value['data']
  if (Array.isArray(data)) return ofList(data, value)
  return isObject(data) ? nested(data) : nested(value)
}

/** UserData has its fields one element further in: `{"LogFileCleared":{"SubjectUserName":...}}`. */
function nested(value: Fields): Fields {
  let only: unknown
  for (const name in value) {
    if (name === '#attributes' || name.startsWith('@')) continue
    if (only !== undefined) return value
    only = value[name]
  }
  if (!isObject(only)) return value
  return nameOf(value) === undefined && nameOf(only) === undefined ? only : ofList([only])
}

/** @param around members beside the list */
function ofList(list: readonly unknown[], around: Fields = noFields): Fields {
  const fields: Record<string, unknown> = Object.create(null)
  for (const name in around) fields[name] = around[name]
  let place = 0
  for (const each of list) {
    place += 1
    if (!isObject(each)) {
      fields[`param${place}`] = each
      continue
    }
    const member = onlyMember(each)
    if (member !== '') {
      fields[member] = each[member]
      continue
    }
    const name = nameOf(each)
    if (name === undefined) for (const key in each) fields[key] = each[key]
    else fields[name] = contentOf(each)
  }
  return fields
}

/** OpenTelemetry has an object of one member for each field: asking it for all names below takes longer than all else. */
function onlyMember(element: Fields): string {
  let only = ''
  for (const name in element) {
    if (only !== '' || names.has(name)) return ''
    only = name
  }
  return only
}

const names = new Set(['$', '#attributes', 'attributes', '_attributes', '@Name', 'Name', '-Name', '_Name', 'name'])

/** Names that xml2js, xmltodict, Jackson, python-evtx and others give to an attribute and to the text of an element. */
function nameOf(element: Fields): string | undefined {
  const attributes = element['$'] ?? element['#attributes'] ?? element['attributes'] ?? element['_attributes']
  const name =
    element['@Name'] ??
    element['Name'] ??
    element['-Name'] ??
    element['_Name'] ??
    element['name'] ??
    (isObject(attributes) ? attributes['Name'] : undefined)
  return typeof name === 'string' ? name : undefined
}

function contentOf(element: Fields): unknown {
  for (const name of contents) if (element[name] !== undefined) return element[name]
  return ''
}

const contents = ['#text', '_', 'Value', 'value', 'Text', 'text', 'content', '__text', '_text', '$t', 'Data']

/** `<EventData>`, or `<DataItem><EventData>` as Azure's Event table has it. Broken XML in a JSON field is no data. */
function ofXml(xml: string): Fields {
  try {
    return Object.fromEntries(fieldsOf(parseXml(xml, defaultLimits)))
  } catch (error) {
    if (error instanceof MappingError) return noFields
    throw error
  }
}

/** The text of an element that may have attributes: `4624`, `{"#text":"4624","@Qualifiers":""}`, `{"Value":4624}`. */
export function scalar(value: unknown): unknown {
  return isObject(value) ? (value['id'] ?? value['ID'] ?? contentOf(value)) : value
}

/** An attribute of an element in any of the forms that converters give it. */
export function attribute(element: unknown, name: string): unknown {
  if (!isObject(element)) return undefined
  const lower = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
  const plain = element[`@${name}`] ?? element[name] ?? element[`-${name}`] ?? element[`_${name}`] ?? element[lower]
  if (plain !== undefined) return plain
  const attributes = element['$'] ?? element['#attributes'] ?? element['attributes'] ?? element['_attributes']
  return isObject(attributes) ? attributes[name] : undefined
}
