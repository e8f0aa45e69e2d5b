import type { Target } from '@trailhouse/event'
import { firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/**
 * The object of the request (or its path where it names none), who a binding binds to which role, whom the request
 * impersonates, and the namespace.
 */
export function targetsOf(event: JsonRecord, reference: JsonRecord): Target[] {
  const targets: Target[] = []
  const resource = text(reference['resource'])
  const namespace = text(reference['namespace'])
  if (resource === '') targets.push({ type: 'url', id: text(event['requestURI']), name: '' })
  else targets.push(objectTarget(event, reference, resource, namespace))
  if (resource.endsWith('rolebindings')) addBinding(targets, event)
  const impersonated = text(object(event['impersonatedUser'])['username'])
  if (impersonated !== '') targets.push({ type: 'User', id: impersonated, name: impersonated })
  if (namespace !== '' && resource !== 'namespaces')
    targets.push({ type: 'namespaces', id: namespace, name: namespace })
  return targets
}

/** Its id is `namespace/name`, which every request on the object gives; the uid is in few of them. */
function objectTarget(event: JsonRecord, reference: JsonRecord, resource: string, namespace: string): Target {
  const subresource = text(reference['subresource'])
  const name = firstText(
    reference['name'],
    object(object(event['responseObject'])['metadata'])['name'],
    object(object(event['requestObject'])['metadata'])['name'],
  )
  const id = namespace !== '' && name !== '' && resource !== 'namespaces' ? `${namespace}/${name}` : name
  return { type: subresource === '' ? resource : `${resource}/${subresource}`, id, name }
}

function addBinding(targets: Target[], event: JsonRecord): void {
  const answered = object(event['responseObject'])
  const binding = 'roleRef' in answered ? answered : object(event['requestObject'])
  for (const entry of list(binding['subjects'])) {
    const subject = object(entry)
    const name = text(subject['name'])
    const namespace = text(subject['namespace'])
    targets.push({ type: text(subject['kind']), id: namespace === '' ? name : `${namespace}/${name}`, name })
  }
  const role = object(binding['roleRef'])
  if (text(role['name']) !== '')
    targets.push({ type: text(role['kind']), id: text(role['name']), name: text(role['name']) })
}
