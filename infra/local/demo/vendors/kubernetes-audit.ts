/**
 * Kubernetes API server audit events, group audit.k8s.io/v1, stage ResponseComplete.
 * https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
import { randomUUID } from 'node:crypto'
import { ago, malformed, record, type VendorRecord } from './vendor-record.ts'

const dataset = 'kubernetes-audit'

type Call = {
  verb: string
  user: string
  groups?: string[]
  ip?: string
  resource: string
  name?: string
  subresource?: string
  code?: number
  body?: object
}

export function kubernetesRecords(now: Date): VendorRecord[] {
  const at = (seconds: number, call: Call) => record(dataset, JSON.stringify(event(ago(now, seconds), call)))
  const job = { user: 'system:serviceaccount:shop:nightly-report', groups: ['system:serviceaccounts'], ip: '10.1.4.7' }
  return [
    at(820, { verb: 'patch', user: 'mara', resource: 'deployments', name: 'orders', body: { spec: { replicas: 4 } } }),
    at(815, { verb: 'get', user: 'mara', resource: 'pods', name: 'orders-7d9f', subresource: 'log' }),
    at(700, { verb: 'list', ...job, resource: 'configmaps' }),
    at(690, { verb: 'create', ...job, resource: 'jobs', name: 'report-20260101', body: { kind: 'Job' } }),
    at(540, { verb: 'list', user: 'contractor-7', ip: '203.0.113.77', resource: 'secrets', code: 403 }),
    at(535, {
      verb: 'create',
      user: 'contractor-7',
      ip: '203.0.113.77',
      resource: 'pods',
      name: 'orders-7d9f',
      subresource: 'exec',
      code: 403,
    }),
    at(120, { verb: 'delete', user: 'mara', resource: 'pods', name: 'orders-7d9f' }),
    malformed(dataset, '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":'),
  ]
}

function event(time: Date, call: Call): object {
  const {
    verb,
    user,
    groups = ['system:authenticated'],
    ip = '198.51.100.23',
    resource,
    name,
    subresource,
    body,
  } = call
  const { code = verb === 'create' ? 201 : 200 } = call
  const path = [resource, name, subresource].filter((part) => part !== undefined).join('/')
  const forbidden = code === 403
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Request',
    auditID: randomUUID(),
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/shop/${path}`,
    verb,
    user: { username: user, groups },
    sourceIPs: [ip],
    userAgent: 'kubectl/v1.33.1 (linux/amd64)',
    objectRef: {
      resource,
      namespace: 'shop',
      ...(name ? { name } : {}),
      ...(subresource ? { subresource } : {}),
      apiVersion: 'v1',
    },
    responseStatus: forbidden
      ? {
          metadata: {},
          status: 'Failure',
          message: `${resource} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in the namespace "shop"`,
          reason: 'Forbidden',
          code,
        }
      : { metadata: {}, code },
    ...(body ? { requestObject: body } : {}),
    requestReceivedTimestamp: micros(time),
    stageTimestamp: micros(new Date(time.getTime() + 12)),
    annotations: { 'authorization.k8s.io/decision': forbidden ? 'forbid' : 'allow', 'authorization.k8s.io/reason': '' },
  }
}

function micros(time: Date): string {
  return time.toISOString().replace('Z', '417Z')
}
