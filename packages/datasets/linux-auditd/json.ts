import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type AuditdRecord, auditdFields, parseAuditd } from '../src/parsers/auditd.ts'
import { type AuditdEvent, named } from './event.ts'
import { joinLines, ofMessage } from './lines.ts'
import { knownTypes, typeName } from './types.ts'

/** Events of a JSON record: of laurel, go-audit, the journal, or of a shipper that carries the lines as text. */
export function eventsOf(record: JsonRecord, now: number): AuditdEvent[] {
  if (isLaurel(record)) return [ofLaurel(record)]
  if (isGoAudit(record)) return [ofGoAudit(record)]
  if (isFilebeat(record)) return [ofFilebeat(record)]
  const carried = firstText(record['message'], record['MESSAGE'], record['log'], record['_raw'], record['line'])
  if (isJournal(record)) return ofJournal(record, carried)
  const lines = carried.split('\n').map((line, start) => ({ text: line.trim(), start, end: start }))
  const shippedTime = isoTime(firstText(record['@timestamp'], record['timestamp'], record['time']))
  const host = isObject(record['host']) ? text(record['host']['name']) : firstText(record['host'], record['hostname'])
  return joinLines(lines, now).map((event) => ({ ...event, host: event.host || host, shippedTime }))
}

/** `{"ID":"1772438477.123:421","NODE":"db1","SYSCALL":{...},"PATH":[{...}]}`. https://github.com/threathunters-io/laurel */
export const isLaurel = (record: JsonRecord): boolean =>
  typeof record['ID'] === 'string' && /^\d{1,12}\.\d{1,9}:\d{1,20}$/.test(record['ID'])

function ofLaurel(record: JsonRecord): AuditdEvent {
  const [, seconds, fraction, serial = ''] = /^(\d+)\.(\d+):(\d+)$/.exec(text(record['ID'])) ?? []
  const head = {
    time: Number(seconds) * 1e6 + Math.trunc(Number(`0.${fraction}`) * 1e6),
    serial,
    node: text(record['NODE']),
    text: '',
  }
  const records: AuditdRecord[] = []
  for (const [type, content] of Object.entries(record)) {
    if (!knownTypes.has(type)) continue
    for (const each of Array.isArray(content) ? content.slice(0, maxRecords) : [content]) {
      if (isObject(each)) records.push({ ...head, type, fields: fieldsOf(each) })
    }
  }
  return { records, host: '', shippedTime: undefined }
}

/** More than the kernel writes for one call. */
const maxRecords = 1000

/** Values as text; a list of arguments as a command line. What laurel has translated has names in capitals. */
function fieldsOf(content: JsonRecord): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [name, value] of Object.entries(content)) {
    if (name === 'ARGV') fields.set('command', list(value).map(text).join(' '))
    else if (isObject(value))
      for (const [key, part] of Object.entries(value)) fields.set(saddrNames.get(key) ?? key, text(part))
    else if (isObject(list(value)[0])) continue
    else fields.set(name, text(value))
  }
  return fields
}

const saddrNames = new Map([
  ['addr', 'laddr'],
  ['port', 'lport'],
])

/** `{"sequence":421,"timestamp":"1772438477.123","messages":[{"type":1300,"data":"arch=..."}],"uid_map":{"0":"root"}}`. */
export const isGoAudit = (record: JsonRecord): boolean => 'sequence' in record && Array.isArray(record['messages'])

function ofGoAudit(record: JsonRecord): AuditdEvent {
  const names = object(record['uid_map'])
  const records = list(record['messages'])
    .slice(0, maxRecords)
    .map((message): AuditdRecord => {
      const data = text(object(message)['data'])
      const fields = new Map(auditdFields(data))
      for (const name of ['auid', 'uid', 'euid', 'ouid']) {
        const translated = text(names[fields.get(name) ?? ''])
        if (translated !== '') fields.set(name.toUpperCase(), translated)
      }
      const seconds = Number(text(record['timestamp']))
      return {
        type: typeName(text(object(message)['type'])),
        time: Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1e6) : undefined,
        serial: text(record['sequence']),
        node: '',
        text: data,
        fields,
      }
    })
  return { records, host: text(record['hostname']), shippedTime: undefined }
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html */
export const isJournal = (record: JsonRecord): boolean => record['_TRANSPORT'] === 'audit' || '_AUDIT_TYPE' in record

function ofJournal(record: JsonRecord, message: string): AuditdEvent[] {
  const type = firstText(record['_AUDIT_TYPE_NAME'], typeName(text(record['_AUDIT_TYPE'])))
  const read = parseAuditd(message) ?? ofMessage(message)
  const fields = read?.fields ?? auditdFields(message)
  const micros = Number(firstText(record['_SOURCE_REALTIME_TIMESTAMP'], record['__REALTIME_TIMESTAMP']))
  const found: AuditdRecord = {
    type: type || (read?.type ?? ''),
    time: read?.time,
    serial: firstText(record['_AUDIT_ID'], read?.serial),
    node: '',
    text: read?.text ?? message,
    fields,
  }
  const shippedTime = Number.isSafeInteger(micros) && micros > 0 ? micros : undefined
  return found.type === '' ? [] : [{ records: [named(found)], host: text(record['_HOSTNAME']), shippedTime }]
}

/** Filebeat's and Elastic Agent's auditd integration: one record, its fields under `auditd.log`. */
export const isFilebeat = (record: JsonRecord): boolean => isObject(object(record['auditd'])['log'])

function ofFilebeat(record: JsonRecord): AuditdEvent {
  const log = object(object(record['auditd'])['log'])
  const source = object(record['source'])
  const event = object(record['event'])
  const { record_type: recordType, sequence, node, ...own } = log
  const fields = new Map(Object.entries(own).map(([name, value]) => [name, text(value)]))
  const moved: readonly (readonly [string, unknown])[] = [
    ['acct', object(record['user'])['name']],
    ['addr', source['ip'] ?? source['address']],
    ['exe', object(record['process'])['executable']],
    ['pid', object(record['process'])['pid']],
    ['res', event['outcome']],
  ]
  for (const [name, value] of moved) if (!fields.has(name) && text(value) !== '') fields.set(name, text(value))
  const type = firstText(recordType, event['action']).toUpperCase()
  const host = firstText(object(record['host'])['name'], object(record['host'])['hostname'])
  return {
    records: [{ type, time: undefined, serial: text(sequence), node: text(node), text: '', fields }],
    host,
    shippedTime: isoTime(record['@timestamp']),
  }
}
