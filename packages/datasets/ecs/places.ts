import { object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { firstOf, one } from './fields.ts'

/**
 * Where it came from and went to. `client` and `server` are the roles of `source` and `destination` in a connection;
 * what happened on a host, and went nowhere, happened there.
 * https://www.elastic.co/docs/reference/ecs/ecs-source
 */
export function placesOf(document: JsonRecord): Draft {
  const source = object(document['source'])
  const client = object(document['client'])
  const destination = object(document['destination'])
  const server = object(document['server'])
  const goesSomewhere = 'destination' in document || 'server' in document
  const host = goesSomewhere ? {} : hostOf(document['host'])
  return {
    source: firstOf(source['ip'], client['ip'], source['address'], client['address'], forwardedFor(document)),
    source_port: portOf(firstOf(source['port'], client['port'])),
    source_host: firstOf(source['domain'], client['domain']),
    destination: firstOf(destination['ip'], server['ip'], destination['address'], server['address']),
    destination_port: portOf(firstOf(destination['port'], server['port'])),
    destination_host: firstOf(
      destination['domain'],
      server['domain'],
      object(document['url'])['domain'],
      host['name'],
      host['hostname'],
    ),
  }
}

/** Logstash's syslog and older inputs write the name alone. */
const hostOf = (host: unknown): JsonRecord => (typeof host === 'string' ? { name: host } : object(host))

function forwardedFor(document: JsonRecord): string {
  const headers = object(object(object(document['http'])['request'])['headers'])
  const forwarded = one(headers['x-forwarded-for'])
  return forwarded.slice(0, 100).split(',')[0]?.trim() ?? ''
}

const portOf = (text: string): number | undefined => (/^\d{1,5}$/.test(text) ? Number(text) : undefined)
