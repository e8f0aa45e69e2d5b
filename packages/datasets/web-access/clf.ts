import { ip } from '../src/fields/ip.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'
import { type Access, blankAccess, known, setRequest } from './access.ts'
import { clfTime } from './time.ts'

/** What stands in front of the time is short; a request line can have 8 KiB and more, and is quoted. */
const maxHead = 2048
const timeInLine = /\[(\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?=")/

export type Line = { readonly access: Access; readonly attributes: Record<string, string> }

/**
 * Common and combined log format, of Apache, nginx, Traefik, Caddy and many others, with a virtual host in front
 * (`vhost_combined`) or further fields behind. Undefined where the line is none.
 */
export function readClf(line: string, now: number): Line | undefined {
  const found = timeInLine.exec(line.slice(0, maxHead))
  if (found === null) return undefined
  const tokens = tokensOf(line, found.index + found[0].length)
  const status = tokens[1]?.text ?? ''
  if (tokens[0]?.quoted !== true || !/^(?:\d{3}|0|-)$/.test(status)) return undefined
  const access = blankAccess()
  if (!readHead(access, line.slice(0, found.index).trimEnd(), now)) return undefined
  access.timeText = found[1] ?? ''
  access.time = clfTime(access.timeText)
  const request = tokens[0].text
  setRequest(access, request)
  access.status = status
  const attributes: Record<string, string> = {}
  if (access.method === '') attributes['request'] = request
  const protocol = / (HTTP\/[\d.]{1,5})$/.exec(request.slice(-16))?.[1]
  if (protocol !== undefined) attributes['protocol'] = protocol
  readTail(access, attributes, tokens)
  for (const name in attributes) if (attributes[name] === '') delete attributes[name]
  return { access, attributes }
}

type Token = { readonly text: string; readonly quoted: boolean }

const token = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s"]+))/y
/** A log format that has more fields keeps them in its line. */
const maxTokens = 48

function tokensOf(line: string, start: number): Token[] {
  const tokens: Token[] = []
  token.lastIndex = start
  while (tokens.length < maxTokens) {
    const found = token.exec(line)
    if (found === null) break
    tokens.push(
      found[1] === undefined ? { text: found[2] ?? '', quoted: false } : { text: plain(found[1]), quoted: true },
    )
  }
  return tokens
}

/** nginx escapes as `\x22`, Apache as `\"`; bytes beyond ASCII are UTF-8. */
function plain(text: string): string {
  if (!text.includes('\\')) return text.toWellFormed()
  const unescaped = text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\(["\\])/g, (whole, escaped: string | undefined) =>
    escaped === undefined ? Buffer.from(whole.replaceAll('\\x', ''), 'hex').toString('utf8') : escaped,
  )
  return unescaped.toWellFormed()
}

/** `[vhost:port] client[, proxy] ident user`, perhaps behind syslog's header. A user can have spaces in it. */
function readHead(access: Access, head: string, now: number): boolean {
  const words = withoutSyslog(access, head, now).split(' ')
  while (words[0]?.endsWith(',') && words.length > 3) words.splice(1, 1)
  const withHost = words.length > 3 && ip(words[0] ?? '') === '' && (ip(words[1] ?? '') !== '' || isHost(words[0]))
  if (withHost) access.host = words.shift() ?? ''
  if (words.length < 3) return false
  access.client = (words[0] ?? '').split(',', 1)[0] ?? ''
  access.user = words.slice(2).join(' ').toWellFormed()
  if (access.user.startsWith('"') && access.user.endsWith('"')) access.user = access.user.slice(1, -1)
  return access.client !== ''
}

const isHost = (word: string | undefined): boolean => word !== undefined && /^[\w.-]+:\d{1,5}$/.test(word)

function withoutSyslog(access: Access, head: string, now: number): string {
  if (!/^(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]\d |\d{4}-\d\d-\d\dT)/.test(head)) return head
  const syslog = parseSyslog(`${head} -`, now)
  if (syslog.app === '') return head.replace(/^\S+ (?:std(?:out|err) [FP] )?/, '')
  access.service = syslog.app
  return syslog.message.slice(0, -2).trim()
}

/** Status and size, referrer and agent; then whatever the administrator added. */
function readTail(access: Access, attributes: Record<string, string>, tokens: readonly Token[]): void {
  attributes['bytes'] = known(tokens[2]?.text ?? '')
  const quoted = tokens.slice(3).filter((each) => each.quoted)
  attributes['referer'] = known(quoted[0]?.text ?? '')
  access.agent = quoted[1]?.text ?? ''
  readFurther(access, attributes, tokens.slice(3))
  const forwarded = quoted.slice(2).find(({ text }) => isForwarded(text))?.text
  attributes['forwarded_for'] = forwarded ?? ''
}

const isForwarded = (text: string): boolean => ip(text.split(',', 1)[0]?.trim() ?? '') !== ''

/** `rt=0.005`, ingress-nginx's `$req_id` at the end, Traefik's `12ms`. */
function readFurther(access: Access, attributes: Record<string, string>, tokens: readonly Token[]): void {
  for (const { text, quoted } of tokens) {
    const pair = quoted ? null : /^([A-Za-z_]\w{0,31})=(.*)$/.exec(text)
    if (pair !== null) attributes[pair[1] ?? ''] = known(pair[2] ?? '').toWellFormed()
    else if (!quoted && /^[0-9a-f]{32}$/.test(text)) access.requestId = text
    else if (!quoted && /^\d+ms$/.test(text)) attributes['duration'] = text
  }
}
