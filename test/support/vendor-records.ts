/** Vendor records in numbers, for load: each `n` gives another record of its dataset, in the vendor's documented form. */

const time = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString().replace('.000', '')
const address = (n: number) => `198.51.100.${n % 250}`

/** A CloudTrail log file of `events` records, n to n + events - 1. */
export function cloudTrailFile(n: number, events: number): string {
  return JSON.stringify({ Records: Array.from({ length: events }, (_, index) => cloudTrailEvent(n + index)) })
}

function cloudTrailEvent(n: number) {
  const user = `user-${n % 97}`
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${String(n % 97).padStart(16, '0')}`,
      arn: `arn:aws:iam::111122223333:user/${user}`,
      accountId: '111122223333',
      accessKeyId: `AKIA${String(n % 97).padStart(16, '0')}`,
      userName: user,
    },
    eventTime: time(n),
    eventSource: 's3.amazonaws.com',
    eventName: n % 3 === 0 ? 'PutObject' : 'GetObject',
    awsRegion: 'eu-central-1',
    sourceIPAddress: address(n),
    userAgent: 'aws-cli/2.17.0',
    ...(n % 11 === 0 ? { errorCode: 'AccessDenied', errorMessage: 'Access Denied' } : {}),
    requestParameters: { bucketName: 'reports', key: `2026/${n}.csv` },
    responseElements: null,
    requestID: `R${n}`,
    eventID: `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
    readOnly: n % 3 !== 0,
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '111122223333',
  }
}

export function kubernetesEvent(n: number): string {
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `10000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/shop/secrets/key-${n}`,
    verb: n % 5 === 0 ? 'delete' : 'get',
    user: { username: `system:serviceaccount:shop:worker-${n % 13}`, groups: ['system:serviceaccounts'] },
    sourceIPs: [address(n)],
    userAgent: 'kubectl/v1.33.0',
    objectRef: { resource: 'secrets', namespace: 'shop', name: `key-${n}`, apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: n % 7 === 0 ? 403 : 200 },
    requestReceivedTimestamp: time(n).replace('Z', '.000000Z'),
    stageTimestamp: time(n).replace('Z', '.010000Z'),
    annotations: { 'authorization.k8s.io/decision': n % 7 === 0 ? 'forbid' : 'allow' },
  })
}

export function sshLine(n: number): string {
  const verdict = n % 4 === 0 ? 'Failed password' : 'Accepted publickey'
  return `<38>1 ${time(n)} bastion sshd ${1000 + (n % 5000)} - - ${verdict} for admin-${n % 31} from ${address(n)} port ${20000 + (n % 40000)} ssh2`
}

/** Cut off in the middle, as a shipper with too small a buffer does it. */
export function cutOff(record: string): string {
  return record.slice(0, record.length >> 1)
}
