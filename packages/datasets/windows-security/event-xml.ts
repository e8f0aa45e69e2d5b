import { type Limits, MappingError } from '../src/mapper.ts'
import { child, parseXml, type XmlElement } from '../src/parsers/xml.ts'
import { auditResult, levelOf } from './keywords.ts'
import { nobody, type WindowsEvent } from './record.ts'
import { windowsTime } from './time.ts'

/**
 * Reads an event as Windows renders it.
 * https://learn.microsoft.com/windows/win32/wes/eventschema-schema
 * @throws MappingError MALFORMED, MISSING_FIELD, TOO_DEEP
 */
export function readEventXml(xml: string, limits: Limits): WindowsEvent {
  const root = parseXml(xml, limits)
  const event = root.name === 'Events' ? child(root, 'Event') : root
  const system = child(event, 'System')
  if (event?.name !== 'Event' || system === undefined) {
    throw new MappingError('MISSING_FIELD', 'the XML is no Event with a System element')
  }
  const parts = new Map(system.children.map((part) => [part.name, part]))
  const rendered = child(event, 'RenderingInfo')
  const provider = parts.get('Provider')?.attributes
  const timeText = parts.get('TimeCreated')?.attributes.get('SystemTime') ?? ''
  const textOf = (name: string) => parts.get(name)?.text.trim() ?? ''
  return {
    provider: provider?.get('Name') ?? provider?.get('EventSourceName') ?? '',
    id: Number(textOf('EventID')) || 0,
    channel: textOf('Channel'),
    computer: textOf('Computer'),
    time: windowsTime(timeText),
    timeText,
    recordId: textOf('EventRecordID'),
    audit: auditResult(textOf('Keywords'), ...keywordsOf(rendered)),
    level: levelOf(textOf('Level')),
    writer: { ...nobody, sid: parts.get('Security')?.attributes.get('UserID') ?? '' },
    activityId: parts.get('Correlation')?.attributes.get('ActivityID') ?? '',
    message: child(rendered, 'Message')?.text ?? '',
    fields: dataOf(event),
  }
}

const keywordsOf = (rendered: XmlElement | undefined): string[] =>
  child(rendered, 'Keywords')?.children.map((keyword) => keyword.text) ?? []

/** EventData, UserData (of the event log service itself and of many other providers), or what else the schema has. */
function dataOf(event: XmlElement): ReadonlyMap<string, string> {
  const data = child(event, 'EventData') ?? child(event, 'UserData') ?? child(event, 'ProcessingErrorData')
  return data === undefined ? new Map() : fieldsOf(data)
}

/** `<Data Name='X'>` by name, `<Data>` by place as `param1`, any other element by its own name. */
export function fieldsOf(data: XmlElement): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  addFields(fields, data, 0)
  return fields
}

/** Deeper than any provider nests its data, so that a stranger's record ends nothing here. */
const maxLevels = 16

function addFields(fields: Map<string, string>, element: XmlElement, level: number): void {
  let place = 0
  for (const each of element.children) {
    if (each.children.length > 0 && level < maxLevels) {
      addFields(fields, each, level + 1)
      continue
    }
    if (each.name === 'Data') place += 1
    const name = each.attributes.get('Name') ?? (each.name === 'Data' ? `param${place}` : each.name)
    if (!fields.has(name)) fields.set(name, each.text)
  }
}
