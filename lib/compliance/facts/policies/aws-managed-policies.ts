import { DATA_SERVICES, type DataService } from './data-actions';

/** Which data AWS's own policies give access to, all over the account: prefixes of services, by the policies' names. */
const GIVES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(AdministratorAccess|PowerUserAccess|ReadOnlyAccess|AdministratorAccess-.*)$/, ['*']],
  [/^AmazonS3(FullAccess|ReadOnlyAccess)$/, ['s3']],
  [/^AmazonS3ObjectLambdaExecutionRolePolicy$/, ['s3']],
  [/^AmazonEC2RoleforSSM$/, ['s3', 'ssm']],
  [/^DataScientist$/, ['s3', 'dynamodb']],
  [/^DatabaseAdministrator$/, ['dynamodb', 'redshift']],
  [/^AmazonS3Tables/, ['s3tables']],
  [
    /^(AmazonDynamoDB(FullAccess|FullAccess_v2|FullAccesswithDataPipeline|ReadOnlyAccess)|AWSLambdaDynamoDBExecutionRole|AWSLambdaInvocation-DynamoDB)$/,
    ['dynamodb'],
  ],
  [/^(AmazonRDSDataFullAccess)$/, ['rds-data', 'secretsmanager']],
  [/^SecretsManagerReadWrite$/, ['secretsmanager']],
  [/^(AmazonSQS(FullAccess)|AWSLambdaSQSQueueExecutionRole)$/, ['sqs']],
  [/^AmazonSNSFullAccess$/, ['sns']],
  [/^(AmazonKinesis(FullAccess|ReadOnlyAccess)|AWSLambdaKinesisExecutionRole)$/, ['kinesis']],
  [/^AmazonKinesisFirehoseFullAccess$/, ['firehose']],
  [/^AmazonKinesisVideoStreams/, ['kinesisvideo']],
  [/^(AmazonMSKFullAccess|AWSLambdaMSKExecutionRole)$/, ['kafka-cluster']],
  [/^AmazonRedshift(FullAccess|DataFullAccess|QueryEditor.*)$/, ['redshift', 'redshift-data', 'redshift-serverless']],
  [/^AmazonOpenSearchService(FullAccess|ReadOnlyAccess)$/, ['es']],
  [/^AmazonElasticFileSystemClient/, ['elasticfilesystem']],
  [/^AmazonKeyspaces/, ['cassandra']],
  [/^AmazonTimestream/, ['timestream']],
  [/^AmazonAuroraDSQL/, ['dsql']],
  [/^AmazonCognito(PowerUser|ReadOnly)$/, ['cognito-idp']],
  [/^CloudWatchLogs(FullAccess|ReadOnlyAccess)$|^CloudWatch(FullAccess|FullAccessV2|ReadOnlyAccess)$/, ['logs']],
  [/^AmazonHealthLake/, ['healthlake']],
  [/^AmazonSSM(FullAccess|ReadOnlyAccess)$/, ['ssm']],
];

/** The services whose data a policy of AWS's own opens, by its name: `AmazonS3FullAccess`. */
export function servicesOfAws(name: string): readonly DataService[] {
  const prefixes = GIVES.filter(([names]) => names.test(name)).flatMap(([, given]) => given);
  return DATA_SERVICES.filter(({ prefix }) => prefixes.includes('*') || prefixes.includes(prefix));
}
