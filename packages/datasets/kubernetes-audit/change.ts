import { isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord, Source } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * What a write left behind: the object as the server stored it, else as it was asked for. The API server does not log
 * the object as it was before. `changed` is known for a patch only, which says itself what it touches.
 */
export function changeOf(
  event: JsonRecord,
  verb: string,
  reference: JsonRecord,
  source: Source,
): Pick<Draft, 'after' | 'changed'> {
  if (!writes.has(verb) || connects.has(text(reference['subresource']))) return {}
  const request = event['requestObject']
  const stored = isObject(event['responseObject']) && event['responseObject']['kind'] !== 'Status'
  const member = stored ? 'responseObject' : isObject(request) && verb !== 'patch' ? 'requestObject' : ''
  return {
    after: member === '' ? undefined : source.member(member),
    changed: verb === 'patch' ? pointersOf(request) : undefined,
  }
}

const writes = new Set(['create', 'update', 'patch'])
/** Subresources on which `create` opens a connection and makes nothing. */
const connects = new Set(['exec', 'attach', 'portforward', 'proxy', 'token', 'eviction', 'binding'])

/** More pointers than a person would read are cut: an apply patch can carry a whole object. */
const maxPointers = 100

/** JSON pointers (RFC 6901) of a JSON patch (RFC 6902) or of the leaves of a merge patch (RFC 7386). */
function pointersOf(patch: unknown): string[] {
  const pointers: string[] = []
  if (Array.isArray(patch)) {
    for (const step of list(patch).slice(0, maxPointers)) pointers.push(text(object(step)['path']))
  } else {
    addLeaves(patch, '', pointers)
  }
  return pointers.filter((pointer) => pointer !== '')
}

function addLeaves(value: unknown, pointer: string, pointers: string[]): void {
  if (pointers.length >= maxPointers) return
  if (!isObject(value) || Object.keys(value).length === 0) {
    pointers.push(pointer)
    return
  }
  for (const [key, member] of Object.entries(value)) {
    addLeaves(member, `${pointer}/${key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`, pointers)
  }
}
