/**
 * CloudTrail as it delivers to S3: files with a `Records` array, and single events as EventBridge gives them.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { randomUUID } from 'node:crypto'
import { ago, malformed, record, type VendorRecord } from './vendor-record.ts'

const dataset = 'aws-cloudtrail'
const account = '111122223333'

type Call = {
  name: string
  source: string
  user?: string
  ip?: string
  request?: object
  response?: object
  error?: [code: string, message: string]
  readOnly?: boolean
}

export function cloudtrailRecords(now: Date): VendorRecord[] {
  const at = (seconds: number, call: Call) => event(ago(now, seconds), call)
  const morning = [
    at(900, signIn('mara', '198.51.100.23', 'Success')),
    at(880, { name: 'DescribeInstances', source: 'ec2', user: 'mara', ip: '198.51.100.23', readOnly: true }),
    at(860, { ...putBucketPolicy, user: 'mara', ip: '198.51.100.23' }),
    at(840, exportToBucket),
  ]
  const attack = [
    ...Array.from({ length: 6 }, (_, i) => at(600 - i * 5, signIn('mara', '203.0.113.77', 'Failure'))),
    at(
      560,
      denied(
        'GetSecretValue',
        'secretsmanager',
        'contractor-7',
        'arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders-db',
      ),
    ),
    at(
      550,
      denied('DeleteTrail', 'cloudtrail', 'contractor-7', 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/main'),
    ),
  ]
  const backup = at(300, { name: 'CreateDBSnapshot', source: 'rds', request: { dBInstanceIdentifier: 'orders' } })
  return [
    file(morning),
    file(attack),
    record(dataset, JSON.stringify(backup)),
    // Cut off in the upload, and a file in which one element is no event: each is one dead letter.
    malformed(dataset, JSON.stringify({ Records: morning }).slice(0, 700)),
    malformed(dataset, JSON.stringify({ Records: [backup, { note: 'not an event' }] })),
  ]
}

const putBucketPolicy: Call = {
  name: 'PutBucketPolicy',
  source: 's3',
  request: { bucketName: 'shop-exports', bucketPolicy: { Version: '2012-10-17', Statement: [] } },
}

const exportToBucket: Call = {
  name: 'StartExportTask',
  source: 'rds',
  user: 'ben',
  ip: '198.51.100.40',
  request: {
    exportTaskIdentifier: 'orders-2026',
    sourceArn: `arn:aws:rds:eu-central-1:${account}:snapshot:orders`,
    s3BucketName: 'shop-exports',
  },
}

function signIn(user: string, ip: string, result: 'Success' | 'Failure'): Call {
  return {
    name: 'ConsoleLogin',
    source: 'signin',
    user,
    ip,
    response: { ConsoleLogin: result },
    ...(result === 'Failure' ? { error: ['', 'Failed authentication'] } : {}),
  }
}

function denied(name: string, source: string, user: string, resource: string): Call {
  const message = `User: arn:aws:iam::${account}:user/${user} is not authorized to perform: ${source}:${name} on resource: ${resource}`
  return { name, source, user, ip: '203.0.113.77', error: ['AccessDenied', message] }
}

function event(time: Date, { name, source, user, ip, request, response, error, readOnly = false }: Call): object {
  const [errorCode, errorMessage] = error ?? []
  return {
    eventVersion: '1.11',
    userIdentity: user === undefined ? service() : person(user),
    eventTime: `${time.toISOString().slice(0, 19)}Z`,
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: 'eu-central-1',
    sourceIPAddress: ip ?? 'backup.amazonaws.com',
    userAgent: user === undefined ? 'backup.amazonaws.com' : 'aws-cli/2.27.1 md/Botocore#1.38.2',
    ...(errorCode ? { errorCode } : {}),
    ...(errorMessage ? { errorMessage } : {}),
    requestParameters: request ?? null,
    responseElements: response ?? null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly,
    eventType: name === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  }
}

function person(user: string): object {
  const principalId = `AIDA${Buffer.from(user).toString('hex').toUpperCase().padEnd(16, 'Q')}`
  return {
    type: 'IAMUser',
    principalId,
    arn: `arn:aws:iam::${account}:user/${user}`,
    accountId: account,
    userName: user,
  }
}

function service(): object {
  return { type: 'AWSService', invokedBy: 'backup.amazonaws.com' }
}

function file(records: object[]): VendorRecord {
  return record(dataset, JSON.stringify({ Records: records }), records.length)
}
