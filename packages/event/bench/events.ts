import { type AuditEvent, blankEvent, deriveEventId, uuidv7 } from '../src/index.ts'

/** An event as a cloud provider's trail gives it: about 1.2 KB as Avro, of which raw is about 640 B. */
export function trailEvent(i: number): AuditEvent {
  const user = `user${i % 500}`
  const request = uuidv7()
  const time = 1_782_000_000_000_000 + i * 1_234
  const account = String(100_000_000_000 + (i % 7))
  const arn = `arn:aws:sts::${account}:assumed-role/platform/${user}`
  const raw = JSON.stringify({
    eventVersion: '1.11',
    userIdentity: { type: 'AssumedRole', principalId: `AROAEXAMPLE:${user}`, arn, accountId: account },
    eventTime: new Date(time / 1000).toISOString(),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'AuthorizeSecurityGroupIngress',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `198.51.100.${i % 250}`,
    userAgent: 'aws-cli/2.17.32 md/awscrt#0.20.11 ua/2.0 os/linux#6.8',
    requestParameters: { groupId: `sg-0${i % 5000}`, ipPermissions: { items: [{ fromPort: 443, toPort: 443 }] } },
    responseElements: { requestId: request, _return: true },
    eventID: request,
    recipientAccountId: account,
  })
  return {
    ...blankEvent(),
    event_id: deriveEventId('source', 'default', 'aws-cloudtrail', request, 0),
    event_time: time,
    ingest_time: time + 2_000_000,
    dataset: 'aws-cloudtrail',
    class_uid: 6003,
    activity_id: 1,
    severity_id: 1,
    action: 'AuthorizeSecurityGroupIngress',
    service: 'ec2.amazonaws.com',
    outcome: 'success',
    actor_type: 'user',
    actor_id: `AROAEXAMPLE:${user}`,
    actor_name: user,
    actor_credential_id: 'ASIAEXAMPLEEXAMPLE00',
    source_ip: `198.51.100.${i % 250}`,
    user_agent: 'aws-cli/2.17.32 md/awscrt#0.20.11 ua/2.0 os/linux#6.8',
    cloud_provider: 'aws',
    cloud_account: account,
    cloud_region: 'eu-central-1',
    target_type: 'AWS::EC2::SecurityGroup',
    target_id: `sg-0${i % 5000}`,
    targets: [{ type: 'AWS::EC2::SecurityGroup', id: `sg-0${i % 5000}`, name: '' }],
    request_id: request,
    source_event_id: request,
    raw: Buffer.from(raw),
    origin_topic: 'audit.raw.aws-cloudtrail',
    origin_partition: i % 4,
    origin_offset: i,
    mapper: 'aws-cloudtrail@1',
  }
}
