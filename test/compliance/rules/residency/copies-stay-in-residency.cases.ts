import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { CustomerDataBackup, CustomerDataBucket } from '../../../../lib';
import { copiesStayInResidency } from '../../../../lib/compliance/rules/residency/copies-stay-in-residency';
import { ENVIRONMENT } from '../../../support/app';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { AT, attribute, either, internal, NO_VALUE, PARAMETER, resource, stack, store, tags } from './fixtures';

type Properties = Readonly<Record<string, unknown>>;
type Shown = { readonly resources: Properties };
/** A copy of what `Store` holds, or of the key to it, at a region, or at what has the ARN of one; and where that is found. */
type Case = readonly [name: string, (region: unknown) => Shown, foundAt?: string];

const INSIDE = 'eu-west-1';
const OUTSIDE = 'us-east-1';
const only = (type: string, properties: Properties): Shown => ({ resources: { Store: store(type, properties) } });
const volumes = (details: Properties): Shown => ({
  resources: {
    Store: store('AWS::EC2::Volume', {}, { backup: 'daily' }),
    Policy: resource('AWS::DLM::LifecyclePolicy', {
      PolicyDetails: { TargetTags: [{ Key: 'backup', Value: 'daily' }], ...details },
    }),
  },
});
const arn = (service: string, region: unknown, name: string) =>
  typeof region === 'string' ? `arn:aws:${service}:${region}:123456789012:${name}` : region;

const BY_REGION: readonly Case[] = [
  ['a replica of a keyspace table', (Region) => only('AWS::Cassandra::Table', { ReplicaSpecifications: [{ Region }] })],
  ['a witness of a table', (Region) => only('AWS::DynamoDB::GlobalTable', { ...REPLICAS, GlobalTableWitnesses: [{ Region }] })],
  ['a witness of a cluster', (WitnessRegion) => only('AWS::DSQL::Cluster', { MultiRegionProperties: { WitnessRegion } })],
  [
    'a peer of a cluster',
    (region) => only('AWS::DSQL::Cluster', { MultiRegionProperties: { Clusters: [arn('dsql', region, 'cluster/a')] } }),
  ],
  [
    'a replica of a file system',
    (Region) => only('AWS::EFS::FileSystem', { ReplicationConfiguration: { Destinations: [{ Region }] } }),
  ],
  ['backups of an instance', (region) => only('AWS::RDS::DBInstance', { AutomaticBackupReplicationRegion: region })],
  ['snapshots of a warehouse', (DestinationRegion) => only('AWS::Redshift::Cluster', { DestinationRegion })],
  [
    'snapshots of a serverless warehouse',
    (DestinationRegion) => only('AWS::RedshiftServerless::Namespace', { SnapshotCopyConfigurations: [{ DestinationRegion }] }),
  ],
  ['a replica of a secret', (Region) => only('AWS::SecretsManager::Secret', { ReplicaRegions: [{ Region }] })],
  [
    'a table bucket',
    (region) => {
      const to = { DestinationTableBucketArn: arn('s3tables', region, 'bucket/copies') };
      return only('AWS::S3Tables::TableBucket', { ReplicationConfiguration: { Rules: [{ Destinations: [to] }] } });
    },
  ],
  [
    'a bucket whose replicas rest under a key',
    (region) =>
      only('AWS::S3::Bucket', replicates({ EncryptionConfiguration: { ReplicaKmsKeyID: arn('kms', region, 'key/a') } })),
  ],
  [
    'a replica of a table, by a custom resource of the CDK',
    (Region) => ({
      resources: {
        Store: store('AWS::DynamoDB::Table'),
        Replica: resource('Custom::DynamoDBReplica', { TableName: { Ref: 'Store' }, Region }),
      },
    }),
    'Test/Replica',
  ],
  [
    'a replica of a directory of users',
    (RegionName) => ({
      resources: {
        Store: store('AWS::Cognito::UserPool'),
        Replica: resource('AWS::Cognito::UserPoolReplica', { UserPoolId: { Ref: 'Store' }, RegionName }),
      },
    }),
    'Test/Replica',
  ],
  [
    'a replicator of streams',
    (region) => ({
      resources: {
        Store: store('AWS::MSK::Cluster'),
        Replicator: resource('AWS::MSK::Replicator', {
          ReplicationInfoList: [
            { SourceKafkaClusterArn: attribute('Store'), TargetKafkaClusterArn: arn('kafka', region, 'cluster/copies/a') },
          ],
        }),
      },
    }),
    'Test/Replicator',
  ],
  [
    'a member of a global cache',
    (ReplicationGroupRegion) => ({
      resources: {
        Store: store('AWS::ElastiCache::ReplicationGroup'),
        Global: resource('AWS::ElastiCache::GlobalReplicationGroup', {
          Members: [{ ReplicationGroupId: { Ref: 'Store' } }, { ReplicationGroupId: 'copies', ReplicationGroupRegion }],
        }),
      },
    }),
    'Test/Global',
  ],
  [
    'a rule of a backup plan',
    (region) => backedUp({ CopyActions: [{ DestinationBackupVaultArn: arn('backup', region, 'backup-vault:copies') }] }),
    'Test/Plan',
  ],
  [
    'snapshots by a schedule',
    (Target) => volumes({ Schedules: [{ CrossRegionCopyRules: [{ Encrypted: true, Target }] }] }),
    'Test/Policy',
  ],
  [
    'images by a schedule',
    (TargetRegion) => volumes({ Schedules: [{ CrossRegionCopyRules: [{ Encrypted: true, TargetRegion }] }] }),
    'Test/Policy',
  ],
  ['snapshots by a default policy', (TargetRegion) => volumes({ CrossRegionCopyTargets: [{ TargetRegion }] }), 'Test/Policy'],
];

/** Replicas in one region. */
const REPLICAS = { Replicas: [{ Region: 'eu-central-1', Tags: tags() }] };

function replicates(destination: Properties, rule: Properties = {}) {
  const to = { Bucket: 'arn:aws:s3:::copies', ...destination };
  return { ReplicationConfiguration: { Rules: [{ Status: 'Enabled', Destination: to, ...rule }] } };
}

function backedUp(rule: Properties, selected: Properties = { BackupPlanId: { Ref: 'Plan' } }): Shown {
  const selection = { SelectionName: 'all', IamRoleArn: 'arn:aws:iam::123456789012:role/Backup', Resources: ['*'] };
  return {
    resources: {
      Store: store('AWS::DynamoDB::Table'),
      Plan: resource('AWS::Backup::BackupPlan', {
        BackupPlan: { BackupPlanName: 'all', BackupPlanRule: [{ RuleName: 'daily', TargetBackupVault: 'vault', ...rule }] },
      }),
      Selection: resource('AWS::Backup::BackupSelection', { BackupSelection: selection, ...selected }),
    },
  };
}

/** A table with replicas, each with its region and residency; an internal one has none. */
const replicas = (...given: (readonly [region: unknown, residency: string | undefined])[]): Shown => ({
  resources: {
    Store: resource('AWS::DynamoDB::GlobalTable', {
      Replicas: given.map(([Region, residency]) => ({
        Region,
        Tags: tags({ 'strongroom:residency': residency, ...(residency === undefined && { 'strongroom:category': 'internal' }) }),
      })),
    }),
  },
});

const encryptedBucket = (key: unknown) => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } }],
  },
});
const underKey = (residency: string, MultiRegion: unknown = true) => ({
  Store: store('AWS::S3::Bucket', encryptedBucket(attribute('Key')), { 'strongroom:residency': residency }),
  Key: resource('AWS::KMS::Key', { MultiRegion }),
});
const output = (template: string, name: string) => ({ 'Fn::GetStackOutput': { StackName: template, OutputName: name } });
/** A stack with an output of a resource's ARN. */
const giving = (logicalId: string, resources: Properties, region = 'eu-central-1') => ({
  ...stack('Test', resources, { region }),
  template: { Resources: resources, Outputs: { Arn: { Value: attribute(logicalId) } } },
});
const replicaKey = { Replica: resource('AWS::KMS::ReplicaKey', { PrimaryKeyArn: output('Test', 'Arn') }) };
const COPIES = { Copies: resource('AWS::S3::Bucket', { BucketName: 'copies' }) };

/** Clusters that span regions: the type of the whole, and of its members, and how these name it. */
const GLOBAL: readonly (readonly [whole: string, member: string, property: string])[] = [
  ['AWS::RDS::GlobalCluster', 'AWS::RDS::DBCluster', 'GlobalClusterIdentifier'],
  ['AWS::DocDB::GlobalCluster', 'AWS::DocDB::DBCluster', 'GlobalClusterIdentifier'],
  ['AWS::Neptune::GlobalCluster', 'AWS::Neptune::DBCluster', 'GlobalClusterIdentifier'],
  ['AWS::MemoryDB::MultiRegionCluster', 'AWS::MemoryDB::Cluster', 'MultiRegionClusterName'],
  ['AWS::ElastiCache::GlobalReplicationGroup', 'AWS::ElastiCache::ReplicationGroup', 'GlobalReplicationGroupId'],
];
const members = (type: string, property: string, region: string) => [
  stack('Test', { Store: store(type, { [property]: 'shop' }) }),
  stack('There', { Store: internal(type, { [property]: 'shop' }) }, { region }),
];

const says = (region = OUTSIDE) =>
  new RegExp(`'Test/Store' goes to '${region}', outside the residency of the data \\(eu-central-1, eu-west-1\\)$`);
const UNTOLD = /^the templates don't tell to where a copy of the data in 'Test\/Store' goes, and the data may be in /;
const crossRegion = (scope: Stack, region: string) => {
  return new Stack(scope.node.root, 'There', { env: { ...ENVIRONMENT, region }, crossRegionReferences: true });
};
/** A bucket that replicates to one of another region, through the CDK's exports across regions. */
const buildReplication = (scope: Stack, region: string) => {
  const copies = new Bucket(crossRegion(scope, region), 'Copies', { versioned: true });
  const here = new Stack(scope.node.root, 'Here', { env: ENVIRONMENT, crossRegionReferences: true });
  const destination = copies as IBucket;
  personalAsset().tag(new Bucket(here, 'Orders', { versioned: true, replicationRules: [{ destination }] }));
};
const buildPlan = (scope: Stack, region: string) => {
  const table = new Table(scope, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  personalAsset().tag(table);
  const vaultArn = scope.formatArn({ service: 'backup', region, resource: 'backup-vault:copies' });
  const copies = BackupVault.fromBackupVaultArn(scope, 'Copies', vaultArn);
  const plan = new BackupPlan(scope, 'Plan', { backupVault: BackupVault.fromBackupVaultName(scope, 'Vault', 'vault') });
  plan.addRule(new BackupPlanRule({ deleteAfter: Duration.days(35), copyActions: [{ destinationBackupVault: copies }] }));
  plan.addSelection('All', { resources: [BackupResource.fromDynamoDbTable(table)] });
};

export const CASES: RuleCases = {
  rule: copiesStayInResidency,
  compliant: {
    ...Object.fromEntries(
      BY_REGION.map(([name, shown, at = 'Test/Store']) => [`${name}, inside`, { ...shown(INSIDE), at: [at] }]),
    ),
    'data that says no residency, which StaysInResidency reports': {
      resources: { Store: store('AWS::S3::Bucket', replicates({}), { 'strongroom:residency': undefined }) },
      at: AT,
    },
    'a bucket that replicates nothing': { ...only('AWS::S3::Bucket', {}), at: AT },
    'a bucket that no longer replicates': { ...only('AWS::S3::Bucket', replicates({}, { Status: 'Disabled' })), at: AT },
    'a bucket that replicates to one of the same stack': {
      resources: {
        ...only('AWS::S3::Bucket', replicates({ Bucket: attribute('Copies') })).resources,
        Copies: resource('AWS::S3::Bucket'),
      },
      at: AT,
    },
    'a bucket that replicates to one of another region, by its name': {
      sources: [stack('Test', only('AWS::S3::Bucket', replicates({})).resources), stack('There', COPIES, { region: INSIDE })],
      at: AT,
    },
    'a file system that is replicated to one that is there': {
      resources: {
        Store: store('AWS::EFS::FileSystem', {
          ReplicationConfiguration: { Destinations: [{ FileSystemId: { Ref: 'Copies' } }] },
        }),
        Copies: internal('AWS::EFS::FileSystem'),
      },
      at: AT,
    },
    'an instance without copies of its backups': {
      ...only('AWS::RDS::DBInstance', { AutomaticBackupReplicationRegion: NO_VALUE }),
      at: AT,
    },
    'replicas of a table in regions that all of them allow': {
      ...replicas(['eu-central-1', 'eu-central-1 eu-west-1'], ['eu-west-1', 'eu-west-1 eu-central-1']),
      at: AT,
    },
    'a replica outside of its own residency, which StaysInResidency reports': {
      ...replicas(['eu-central-1', 'eu-central-1'], ['us-east-1', 'eu-central-1']),
      at: AT,
    },
    ...Object.fromEntries(
      GLOBAL.map(([, member, property]) => [
        `members of a ${member} in two regions, inside`,
        { sources: members(member, property, INSIDE), at: AT },
      ]),
    ),
    'a replica of a key': {
      sources: [giving('Key', underKey('eu-central-1 eu-west-1')), stack('There', replicaKey, { region: INSIDE })],
      at: ['There/Replica'],
    },
    'a read replica in the region of its source': {
      resources: {
        Store: store('AWS::RDS::DBInstance'),
        Replica: internal('AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: { Ref: 'Store' } }),
      },
      at: ['Test/Replica'],
    },
    "a bucket of the CDK's that replicates to another region": {
      build: (scope) => buildReplication(scope, INSIDE),
      at: ['Here/Orders/Resource'],
    },
    "a plan of the CDK's": { build: (scope) => buildPlan(scope, INSIDE), at: ['Test/Plan/Resource'] },
    'our own stores and backups': {
      build: (scope) => {
        new CustomerDataBucket(scope, 'Orders', { asset: personalAsset() });
        new CustomerDataBackup(scope, 'Backup');
      },
      at: ['Test/Orders/Resource/Resource'],
    },
  },
  violations: {
    ...Object.fromEntries(
      BY_REGION.flatMap(([name, shown, at = 'Test/Store']) => [
        [`${name}, outside`, { ...shown(OUTSIDE), at: { [at]: says() } }],
        [`${name}, where only the deployment knows`, { ...shown(PARAMETER), at: { [at]: UNTOLD } }],
        [`${name}, outside under a condition`, { ...shown(either(INSIDE, OUTSIDE)), at: { [at]: /Test\/Store/ } }],
      ]),
    ),
    'a bucket that replicates to one that the templates do not have': {
      ...only('AWS::S3::Bucket', replicates({})),
      at: { 'Test/Store': UNTOLD },
    },
    'a bucket that replicates to what a parameter of the Parameter Store names': {
      resources: {
        ...only('AWS::S3::Bucket', replicates({ Bucket: attribute('Name', 'Value') })).resources,
        Name: resource('AWS::SSM::Parameter'),
      },
      at: { 'Test/Store': UNTOLD },
    },
    'a bucket whose replication a condition may disable': {
      ...only('AWS::S3::Bucket', replicates({}, { Status: either('Enabled', 'Disabled') })),
      at: { 'Test/Store': UNTOLD },
    },
    'a bucket whose rules only the deployment knows': {
      ...only('AWS::S3::Bucket', { ReplicationConfiguration: { Rules: PARAMETER } }),
      at: { 'Test/Store': UNTOLD },
    },
    'a bucket that replicates to one of another region, by its name': {
      sources: [stack('Test', only('AWS::S3::Bucket', replicates({})).resources), stack('There', COPIES, { region: OUTSIDE })],
      at: { 'Test/Store': says() },
    },
    'a bucket whose key says one region, and whose destination is known to be in another': {
      sources: [
        stack(
          'Test',
          only('AWS::S3::Bucket', replicates({ EncryptionConfiguration: { ReplicaKmsKeyID: arn('kms', INSIDE, 'key/a') } }))
            .resources,
        ),
        stack('There', COPIES, { region: OUTSIDE }),
      ],
      at: { 'Test/Store': says() },
    },
    'a file system that is replicated to one that the templates do not have': {
      ...only('AWS::EFS::FileSystem', { ReplicationConfiguration: { Destinations: [{ FileSystemId: 'fs-1' }] } }),
      at: { 'Test/Store': UNTOLD },
    },
    'a replica that declares a residency of its own': {
      ...replicas(['eu-central-1', 'eu-central-1'], ['us-east-1', 'us-east-1']),
      at: {
        'Test/Store': [
          /goes to 'us-east-1', outside the residency of the data \(eu-central-1\)$/m,
          /goes to 'eu-central-1', outside the residency of the data \(us-east-1\)$/m,
        ],
      },
    },
    'a replica that is said to hold something else': {
      ...replicas(['eu-central-1', 'eu-central-1'], ['us-east-1', undefined]),
      at: { 'Test/Store': /^a copy of the data in 'Test\/Store' goes to 'us-east-1', outside .* \(eu-central-1\)$/ },
    },
    ...Object.fromEntries(
      GLOBAL.flatMap(([whole, member, property]) => [
        [
          `members of a ${member} in two regions, outside`,
          { sources: members(member, property, OUTSIDE), at: { 'Test/Store': says() } },
        ],
        [
          `a ${member} that joins a ${whole} of another stack`,
          {
            sources: [
              {
                ...stack('Test', { Store: store(member, { [property]: { Ref: 'Global' } }), Global: resource(whole) }),
                template: {
                  Resources: { Store: store(member, { [property]: { Ref: 'Global' } }), Global: resource(whole) },
                  Outputs: { Global: { Value: { Ref: 'Global' } } },
                },
              },
              stack('There', { Store: internal(member, { [property]: output('Test', 'Global') }) }, { region: OUTSIDE }),
            ],
            at: { 'Test/Store': says() },
          },
        ],
      ]),
    ),
    'the cluster that a global one was made from': {
      sources: [
        stack('Test', {
          Store: store('AWS::RDS::DBCluster'),
          Global: resource('AWS::RDS::GlobalCluster', {
            GlobalClusterIdentifier: 'shop',
            SourceDBClusterIdentifier: { Ref: 'Store' },
          }),
        }),
        stack('There', { Store: internal('AWS::RDS::DBCluster', { GlobalClusterIdentifier: 'shop' }) }, { region: OUTSIDE }),
      ],
      at: { 'Test/Store': says() },
    },
    'a replica of a key': {
      sources: [giving('Key', underKey('eu-central-1 eu-west-1')), stack('There', replicaKey, { region: OUTSIDE })],
      at: { 'There/Replica': /^a replica of the key to 'Test\/Store' goes to 'us-east-1'/ },
    },
    'a multi-Region key, of data that may be in one region': {
      resources: underKey('eu-central-1'),
      at: { 'Test/Key': /^the templates don't tell to where a replica of the key to 'Test\/Store' goes, .* eu-central-1 alone$/ },
    },
    'a key that may be one': {
      resources: underKey('eu-central-1', PARAMETER),
      at: { 'Test/Key': /a replica of the key to 'Test\/Store'/ },
    },
    'a read replica in another region than its source': {
      sources: [
        giving('Store', { Store: store('AWS::RDS::DBInstance') }),
        stack(
          'There',
          { Replica: internal('AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: output('Test', 'Arn') }) },
          { region: OUTSIDE },
        ),
      ],
      at: { 'There/Replica': says() },
    },
    'a cluster that replicates one of another region': {
      sources: [
        giving('Store', { Store: store('AWS::RDS::DBCluster') }),
        stack(
          'There',
          { Replica: internal('AWS::RDS::DBCluster', { ReplicationSourceIdentifier: output('Test', 'Arn') }) },
          { region: OUTSIDE },
        ),
      ],
      at: { 'There/Replica': says() },
    },
    'a rule of a plan for two stores, told of one': {
      resources: {
        ...backedUp({ CopyActions: [{ DestinationBackupVaultArn: arn('backup', OUTSIDE, 'backup-vault:copies') }] }).resources,
        More: store('AWS::DynamoDB::Table'),
      },
      at: { 'Test/Plan': /^[^\n]*goes to 'us-east-1'[^\n]*$/ },
    },
    'a plan whose copies only the deployment knows': { ...backedUp({ CopyActions: PARAMETER }), at: { 'Test/Plan': UNTOLD } },
    'a selection for a plan that the templates do not have': {
      ...backedUp({}, { BackupPlanId: 'central-plan' }),
      at: { 'Test/Selection': UNTOLD },
    },
    'an air-gapped vault in another region': {
      ...backedUp({ TargetLogicallyAirGappedBackupVaultArn: arn('backup', OUTSIDE, 'backup-vault:gap') }),
      at: { 'Test/Plan': says() },
    },
    "a bucket of the CDK's that replicates to another region": {
      build: (scope) => buildReplication(scope, OUTSIDE),
      at: { 'Here/Orders/Resource': /^a copy of the data in 'Here\/Orders\/Resource' goes to 'us-east-1'/ },
    },
    "a plan of the CDK's": { build: (scope) => buildPlan(scope, OUTSIDE), at: { 'Test/Plan/Resource': /goes to 'us-east-1'/ } },
    "a secret and a table of the CDK's": {
      build: (scope) => {
        const table = { partitionKey: { name: 'id', type: AttributeType.STRING }, replicationRegions: [OUTSIDE] };
        personalAsset().tag(new Secret(scope, 'Secret', { replicaRegions: [{ region: OUTSIDE }] }));
        personalAsset().tag(new Table(scope, 'Orders', table));
      },
      at: {
        'Test/Secret/Resource': /goes to 'us-east-1'/,
        'Test/Orders/Replicaus-east-1/Default': /^a copy of the data in 'Test\/Orders\/Resource' goes to 'us-east-1'/,
      },
    },
    'our own bucket that somebody lets replicate': {
      build: (scope) => {
        const orders = new CustomerDataBucket(scope, 'Orders', { asset: personalAsset() }).node.findChild('Resource');
        const resource = orders.node.defaultChild;
        if (resource instanceof CfnBucket)
          resource.addPropertyOverride('ReplicationConfiguration', replicates({}).ReplicationConfiguration);
      },
      at: { 'Test/Orders/Resource/Resource': /don't tell to where/ },
    },
  },
  notApplicable: {
    'a store of anything else': {
      resources: { Store: internal('AWS::SecretsManager::Secret', { ReplicaRegions: [{ Region: OUTSIDE }] }) },
      at: AT,
    },
    'a plan that reaches no data about persons': {
      resources: {
        ...backedUp({ CopyActions: PARAMETER }).resources,
        Store: internal('AWS::DynamoDB::Table'),
      },
      at: ['Test/Plan', 'Test/Selection'],
    },
    'a multi-Region key to anything else': {
      resources: {
        Key: resource('AWS::KMS::Key', { MultiRegion: true }),
        Store: internal('AWS::S3::Bucket', encryptedBucket(attribute('Key'))),
      },
      at: ['Test/Key'],
    },
    'a multi-Region key to data that may be in several regions': {
      resources: underKey('eu-central-1 eu-west-1'),
      at: ['Test/Key'],
    },
  },
};
