import { isoTime } from '../src/fields/time.ts'
import { type Access, blankAccess, known } from './access.ts'
import type { Line } from './clf.ts'

/**
 * W3C extended log files, as IIS writes them. `#Fields:` names the columns; a line that comes without it has one of
 * IIS's own sets of columns, which their number tells apart.
 * https://www.w3.org/TR/WD-logfile.html, https://learn.microsoft.com/windows/win32/http/w3c-logging
 */
export function readW3c(line: string, fields: readonly string[] | undefined): Line | undefined {
  const values = line.split(' ', maxColumns + 1)
  const names = fields ?? (isIisLine.test(line.slice(0, 256)) ? byCount.get(values.length) : undefined)
  if (names === undefined || values.length > maxColumns) return undefined
  const access = blankAccess()
  const attributes: Record<string, string> = {}
  const date = { date: '', time: '' }
  let query = ''
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? ''
    const value = known(values[at] ?? '')
    const member = members.get(name)
    if (member !== undefined) access[member] = value.toWellFormed()
    else if (name === 'cs-uri-query') query = value
    else if (name === 'date' || name === 'time') date[name] = value
    else if (value !== '') attributes[name] = value.toWellFormed()
  }
  // A plus stands for a space, which would begin the next column.
  access.agent = access.agent.replaceAll('+', ' ')
  if (query !== '') access.url = `${access.url}?${query}`.toWellFormed()
  access.timeText = `${date.date} ${date.time}`.trim()
  access.time = isoTime(access.timeText, 'utc')
  access.service ||= 'iis'
  return { access, attributes }
}

const maxColumns = 64

type Texts = { [Member in keyof Access]: Access[Member] extends string ? Member : never }[keyof Access]

const members = new Map<string, Texts>([
  ['c-ip', 'client'],
  ['c-port', 'clientPort'],
  ['cs-username', 'user'],
  ['cs-method', 'method'],
  ['cs-uri', 'url'],
  ['cs-uri-stem', 'url'],
  ['sc-status', 'status'],
  ['cs(User-Agent)', 'agent'],
  ['cs(user-agent)', 'agent'],
  ['cs-host', 'host'],
  ['cs(Host)', 'host'],
  ['s-ip', 'serverIp'],
  ['s-port', 'serverPort'],
  ['s-sitename', 'service'],
  ['x-request-id', 'requestId'],
])

const isIisLine = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\S+ ){0,2}[\dA-Fa-f:.%]{3,45} [A-Z]{3,16} \S/

const columns = (names: string): readonly string[] => names.split(' ')
const middle = 'cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip'
const end = 'sc-status sc-substatus sc-win32-status'
const byCount = new Map<number, readonly string[]>([
  [14, columns(`date time s-ip ${middle} cs(User-Agent) ${end} time-taken`)],
  [15, columns(`date time s-ip ${middle} cs(User-Agent) cs(Referer) ${end} time-taken`)],
  [
    22,
    columns(
      `date time s-sitename s-computername s-ip ${middle} cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host ${end} sc-bytes cs-bytes time-taken`,
    ),
  ],
])

/** Columns that a `#Fields:` line names. */
export const fieldsOf = (line: string): readonly string[] =>
  line.slice('#Fields:'.length).trim().split(/\s+/, maxColumns)
