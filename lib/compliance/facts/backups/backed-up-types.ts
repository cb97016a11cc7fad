import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { textsOf } from '../../template/text';
import { isAbsent, read } from '../../template/values';
import { GENERATED_NAME } from '../policies/arn-pattern';

/**
 * Types that AWS Backup backs up, with their ARNs after the partition: `@` is region and account, a word in braces the property
 * with the name, `{}` an id that AWS makes up. Source: "Supported resources and third-party applications" of AWS Backup.
 */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::DSQL::Cluster': 'dsql:@:cluster/{}',
  'AWS::DocDB::DBCluster': 'rds:@:cluster:{DBClusterIdentifier}',
  'AWS::DynamoDB::GlobalTable': 'dynamodb:@:table/{TableName}',
  'AWS::DynamoDB::Table': 'dynamodb:@:table/{TableName}',
  'AWS::EC2::Instance': 'ec2:@:instance/{}',
  'AWS::EC2::Volume': 'ec2:@:volume/{}',
  'AWS::EFS::FileSystem': 'elasticfilesystem:@:file-system/{}',
  'AWS::FSx::FileSystem': 'fsx:@:file-system/{}',
  'AWS::Neptune::DBCluster': 'rds:@:cluster:{DBClusterIdentifier}',
  'AWS::RDS::DBCluster': 'rds:@:cluster:{DBClusterIdentifier}',
  'AWS::RDS::DBInstance': 'rds:@:db:{DBInstanceIdentifier}',
  'AWS::Redshift::Cluster': 'redshift:@:cluster:{ClusterIdentifier}',
  'AWS::RedshiftServerless::Namespace': 'redshift-serverless:@:namespace/{}',
  'AWS::S3::Bucket': 's3:::{BucketName}',
  'AWS::Timestream::Table': 'timestream:@:database/{DatabaseName}/table/{TableName}',
};

/** Types that a backup selection can reach. */
export const BACKED_UP_TYPES = Object.keys(ARNS);

/** The ARNs that a store of such a type may have, with the placeholders of `textsOf`; none for any other type. */
export function arnsOf(store: Resource, index: TemplateIndex): readonly string[] {
  const pattern = ARNS[store.type];
  if (pattern === undefined) return [];
  const place = ['AWS::Region', 'AWS::AccountId'].map((name) => textsOf(index, store, { Ref: name })[0]).join(':');
  return pattern
    .replace('@', place)
    .split(/(?<!\$)(\{\w*\})/)
    .reduce<readonly string[]>(
      (texts, piece, position) => {
        const names = position % 2 === 0 ? [piece] : namesOf(store, piece.slice(1, -1), index);
        return texts.flatMap((text) => names.map((name) => text + name));
      },
      ['arn:aws:'],
    );
}

function namesOf(store: Resource, property: string, index: TemplateIndex): readonly string[] {
  const given = property === '' ? undefined : store.properties[property];
  const isGenerated = read(index, store, property).every(isAbsent);
  return given === undefined || isGenerated ? [GENERATED_NAME] : textsOf(index, store, given);
}
