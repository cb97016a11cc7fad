import { DATA_SERVICES } from './data-actions';
import { matches } from './statement';

/** How the names of actions begin that read. */
const READS = /^[a-z0-9-]+:(Get|List|Describe|Lookup|BatchGet|BatchDescribe|Search|Check|Validate|Simulate)(?![a-z])/;

/**
 * What begins so and shows more than configuration: data, code, credentials, or what ran. Beside the actions of `DATA_SERVICES`.
 * `*` at the end stands for every action that begins so.
 */
const SHOWS_MORE: readonly string[] = [
  'athena:GetQueryResults*',
  'codecommit:BatchGet*',
  'codecommit:GetBlob',
  'codecommit:GetFile',
  'codecommit:GetFolder',
  'cognito-identity:GetCredentialsForIdentity',
  'cognito-identity:GetOpenIdToken*',
  'cognito-idp:GetUser',
  'cognito-idp:AdminList*',
  'connect:Search*',
  'dynamodb:BatchGet*',
  'dynamodb:GetItem',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'ec2:GetConsole*',
  'ec2:GetPasswordData',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'gamelift:GetInstanceAccess',
  'glue:GetConnection*',
  'healthlake:Search*',
  'iot:GetRetainedMessage',
  'iot:GetThingShadow',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'lambda:GetFunction',
  'lambda:GetLayerVersion*',
  'lightsail:GetInstanceAccessDetails',
  'logs:GetLogObject',
  'mobiletargeting:GetEndpoint',
  'mobiletargeting:GetUserEndpoints',
  'profile:Get*',
  'profile:List*',
  'profile:Search*',
  'redshift-data:GetStatementResult*',
  'redshift:GetClusterCredentials*',
  'rekognition:Search*',
  's3:GetObject*',
  's3:ListBucket',
  's3:ListBucketVersions',
  'secretsmanager:BatchGet*',
  'secretsmanager:GetSecretValue',
  'ses:GetContact',
  'ses:ListContacts',
  'ssm:GetCommandInvocation',
  'ssm:GetParameter*',
  'states:DescribeExecution',
  'states:GetActivityTask',
  'states:GetExecutionHistory',
  'sts:GetDelegatedAccessToken',
  'sts:GetFederationToken',
  'sts:GetServiceBearerToken',
  'sts:GetSessionToken',
  'sts:GetWebIdentityToken',
];

/**
 * What is asked with `*` for want of a resource to name, and touches no data: measurements and traces, channels of an agent, delivery
 * of logs, results of one's own query, and network interfaces. Sources: "Actions, resources, and condition keys for AWS services";
 * "Giving Lambda functions access to resources in an Amazon VPC"; "Logging using CloudWatch Logs in Step Functions".
 */
const WITHOUT_RESOURCE: readonly string[] = [
  'backup:StopBackupJob',
  'cloudwatch:PutMetricData',
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
  'iam:GenerateCredentialReport',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:GetLogDelivery',
  'logs:GetQueryResults',
  'logs:PutResourcePolicy',
  'logs:StopQuery',
  'logs:UpdateLogDelivery',
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const MORE = [...SHOWS_MORE, ...DATA_SERVICES.flatMap(({ prefix, actions }) => actions.map((action) => `${prefix}:${action}`))];

const NAMELESS: ReadonlySet<string> = new Set(WITHOUT_RESOURCE.map((action) => action.toLowerCase()));

/** Whether an action is harmless on any resource, or every action that a pattern stands for is: it reads configuration, or has no resource. */
export function isHarmless(action: string): boolean {
  if (NAMELESS.has(action.toLowerCase())) return true;
  return READS.test(action) && !MORE.some((more) => mayBothBe(action, more));
}

/** Whether some action may be one of both patterns, going by what comes before the first wildcard of each. */
function mayBothBe(given: string, more: string): boolean {
  const [before = '', ...wild] = given.toLowerCase().split(/[*?]/);
  if (wild.length === 0) return matches(more, given);
  const [known = '', ...any] = more.toLowerCase().split('*');
  return known.startsWith(before) || (any.length > 0 && before.startsWith(known));
}
