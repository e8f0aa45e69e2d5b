import type { Target } from '@trailhouse/event'
import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/**
 * What the request acted on: the `resources` that the vendor names, else what request parameters and response elements
 * name; last the accounts that it touched.
 */
export function targetsOf(event: JsonRecord, identity: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const entry of list(event['resources'])) addResource(targets, object(entry))
  if (isObject(event['responseElements'])) addMade(targets, event['responseElements'])
  if (isObject(event['requestParameters'])) addRequested(targets, event['requestParameters'])
  if (isObject(event['serviceEventDetails'])) addRequested(targets, event['serviceEventDetails'])
  if (targets.length === 0) addDenied(targets, event['errorMessage'])
  addAccount(targets, event['recipientAccountId'])
  addAccount(targets, identity['accountId'])
  return targets
}

function addResource(targets: Target[], resource: JsonRecord): void {
  const id = firstText(resource['ARN'], resource['arn'], resource['ARNPrefix'], resource['resourceName'])
  add(targets, firstText(resource['type'], resource['resourceType']), id, nameIn(id))
}

/** Members of `responseElements` that describe what an IAM or STS request made: [member, type, id, name]. */
const made = [
  ['user', 'AWS::IAM::User', 'userId', 'userName'],
  ['role', 'AWS::IAM::Role', 'roleId', 'roleName'],
  ['group', 'AWS::IAM::Group', 'groupId', 'groupName'],
  ['policy', 'AWS::IAM::Policy', 'arn', 'policyName'],
  ['accessKey', 'AWS::IAM::AccessKey', 'accessKeyId', 'userName'],
  ['instanceProfile', 'AWS::IAM::InstanceProfile', 'instanceProfileId', 'instanceProfileName'],
  ['assumedRoleUser', 'AWS::STS::AssumedRole', 'assumedRoleId', 'arn'],
] as const

function addMade(targets: Target[], response: JsonRecord): void {
  for (const [member, type, id, name] of made) {
    const thing = response[member]
    if (isObject(thing)) add(targets, type, text(thing[id]), text(thing[name]))
  }
  const instances = object(response['instancesSet'])['items']
  for (const item of list(instances)) add(targets, 'AWS::EC2::Instance', text(object(item)['instanceId']), '')
}

/**
 * Request parameters that name a thing, in the order in which they make the primary target. Services differ in the case
 * of the first letter (`instanceId`, `InstanceId`). CloudFormation's names of types:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const parameters: readonly (readonly [parameter: string, type: string])[] = [
  ['userName', 'AWS::IAM::User'],
  ['roleArn', 'AWS::IAM::Role'],
  ['roleName', 'AWS::IAM::Role'],
  ['groupName', 'AWS::IAM::Group'],
  ['policyArn', 'AWS::IAM::Policy'],
  ['policyName', 'AWS::IAM::Policy'],
  ['accessKeyId', 'AWS::IAM::AccessKey'],
  ['instanceProfileName', 'AWS::IAM::InstanceProfile'],
  ['instanceId', 'AWS::EC2::Instance'],
  ['instancesSet', 'AWS::EC2::Instance'],
  ['groupId', 'AWS::EC2::SecurityGroup'],
  ['volumeId', 'AWS::EC2::Volume'],
  ['snapshotId', 'AWS::EC2::Snapshot'],
  ['imageId', 'AWS::EC2::Image'],
  ['vpcId', 'AWS::EC2::VPC'],
  ['subnetId', 'AWS::EC2::Subnet'],
  ['keyName', 'AWS::EC2::KeyPair'],
  ['bucketName', 'AWS::S3::Bucket'],
  ['functionName', 'AWS::Lambda::Function'],
  ['keyId', 'AWS::KMS::Key'],
  ['secretId', 'AWS::SecretsManager::Secret'],
  ['tableName', 'AWS::DynamoDB::Table'],
  ['dBInstanceIdentifier', 'AWS::RDS::DBInstance'],
  ['dBClusterIdentifier', 'AWS::RDS::DBCluster'],
  ['dBSnapshotIdentifier', 'AWS::RDS::DBSnapshot'],
  ['cluster', 'AWS::ECS::Cluster'],
  ['clusterName', 'AWS::EKS::Cluster'],
  ['trailName', 'AWS::CloudTrail::Trail'],
  ['logGroupName', 'AWS::Logs::LogGroup'],
  ['stackName', 'AWS::CloudFormation::Stack'],
  ['topicArn', 'AWS::SNS::Topic'],
  ['queueUrl', 'AWS::SQS::Queue'],
  ['queueName', 'AWS::SQS::Queue'],
  ['repositoryName', 'AWS::ECR::Repository'],
  ['hostedZoneId', 'AWS::Route53::HostedZone'],
  ['detectorId', 'AWS::GuardDuty::Detector'],
  ['loadBalancerArn', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
  ['certificateArn', 'AWS::CertificateManager::Certificate'],
  ['documentName', 'AWS::SSM::Document'],
  ['resourceArn', ''],
  ['resourceARN', ''],
  ['name', ''],
]

const rankOf = new Map(
  parameters.flatMap(([name], rank) => [
    [name, rank] as const,
    [name.charAt(0).toUpperCase() + name.slice(1), rank] as const,
  ]),
)

function addRequested(targets: Target[], request: JsonRecord): void {
  const found: { rank: number; value: unknown }[] = []
  for (const name in request) {
    const rank = rankOf.get(name)
    if (rank !== undefined) found.push({ rank, value: request[name] })
  }
  if (found.length > 1) found.sort((one, other) => one.rank - other.rank)
  for (const { rank, value } of found) addValue(targets, parameters[rank]?.[1] ?? '', value)
}

function addValue(targets: Target[], type: string, value: unknown): void {
  if (typeof value === 'string') addNamed(targets, type, value)
  for (const item of list(isObject(value) ? value['items'] : value)) {
    addNamed(targets, type, isObject(item) ? text(item['instanceId']) : text(item))
  }
}

function addNamed(targets: Target[], type: string, value: string): void {
  if (!targets.some((target) => target.id === value || (target.name === value && target.name !== ''))) {
    add(targets, type, value.toWellFormed(), nameIn(value))
  }
}

/** A request that was denied has no parameters; its message ends `... on resource: arn:aws:s3:::example because ...`. */
function addDenied(targets: Target[], message: unknown): void {
  const resource = / on resource: (\S{1,2048})/.exec(text(message).slice(0, 4096))?.[1]
  if (resource !== undefined) addNamed(targets, '', resource)
}

function addAccount(targets: Target[], account: unknown): void {
  const id = text(account)
  if (!targets.some((target) => target.type === accountType && target.id === id)) add(targets, accountType, id, '')
}

const accountType = 'AWS::Organizations::Account'

function add(targets: Target[], type: string, id: string, name: string): void {
  if (id !== '' || name !== '') targets.push({ type: type.toWellFormed(), id: id || name, name })
}

/** The last part of an ARN (`arn:aws:iam::123456789012:user/ada` gives `ada`); any other text is its own name. */
function nameIn(id: string): string {
  if (!id.startsWith('arn:')) return id
  return id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1)
}
