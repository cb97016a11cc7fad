import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnSecurityGroup, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type App, CfnResource, Duration, Stack, Tags, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { Construct } from 'constructs';
import {
  CustomerDataBucket,
  CustomerDataTable,
  DataAsset,
  DataCategory,
  Existing,
  Gate,
  LawfulBasis,
  StrongroomChecks,
} from '../lib';
import { synthesize } from '../scripts/synthesize';

/** Synthesizes what a function builds, and tells how many resources it had. */
export function synthesizeAll(build: (app: App) => void): number {
  return synthesize(build, (app) => app.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length);
}

/** A function that adds the gate of a product team's app to what another one builds. */
export function gated(build: (app: App) => void): (app: App) => void {
  return (app) => {
    Gate.of(app).enforce({ existing: Existing.by('the baseline of the account') });
    build(app);
  };
}

/** Stores of customer data as a product team declares them: a hundred to a stack. */
export function stores(count: number): (app: App) => void {
  return (app) => {
    for (let first = 0; first < count; first += 100) {
      const stack = new Stack(app, `Stores${first}`, { env: { region: 'eu-central-1' } });
      for (let i = first; i < Math.min(count, first + 100); i++) {
        const asset = assetOf(`asset-${i}`);
        if (i % 2) new CustomerDataBucket(stack, `Bucket${i}`, { asset });
        else new CustomerDataTable(stack, `Table${i}`, { asset, partitionKey: { name: 'id', type: AttributeType.STRING } });
      }
    }
  };
}

/** How packs judge what a function builds: not at all, Strongroom's alone, cdk-nag's two alone, or both under the gate. */
export type Judging = 'bare' | 'own' | 'nag' | 'both';

/**
 * An ordinary app under some packs: services of a function, its role, its log group, a queue, a bucket, a table and a security group
 * each, fifteen to a stack. Bucket and table hold personal data. Nobody looks at the findings.
 */
export function services(count: number, judging: Judging): (app: App) => void {
  return (app) => {
    if (judging === 'own') Validations.of(app).addPlugins(new StrongroomChecks());
    if (judging === 'both') Gate.of(app).enforce();
    if (judging === 'nag') Validations.of(app).addPlugins(new AwsSolutionsChecks(), new NIST80053R5Checks());
    for (let first = 0; first < count; first += 15) {
      const stack = new Stack(app, `Services${first}`, { env: { region: 'eu-central-1' } });
      const vpc = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
      for (let i = first; i < Math.min(count, first + 15); i++) addService(new Construct(stack, `Service${i}`), vpc);
    }
  };
}

function addService(scope: Construct, vpc: CfnVPC): void {
  const key = new Key(scope, 'Key', { enableKeyRotation: true });
  const bucket = new Bucket(scope, 'Bucket', { encryptionKey: key, enforceSSL: true, versioned: true });
  const table = new Table(scope, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING }, encryptionKey: key });
  const queue = new Queue(scope, 'Queue', { enforceSSL: true });
  const logGroup = new LogGroup(scope, 'Logs', { retention: RetentionDays.ONE_YEAR });
  const handler = new LambdaFunction(scope, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
    environment: { TABLE: table.tableName },
    logGroup,
  });
  bucket.grantRead(handler);
  table.grantReadWriteData(handler);
  queue.grantSendMessages(handler);
  new CfnSecurityGroup(scope, 'Group', { groupDescription: 'of a service', vpcId: vpc.ref });
  for (const tagged of [queue, logGroup]) tag(tagged, 'bench', 'internal');
  for (const tagged of [bucket, table]) ORDERS.tag(tagged);
}

function tag(store: Construct, asset: string, category: string): void {
  for (const [name, value] of Object.entries({ asset, category, owner: 'bench' }))
    Tags.of(store).add(`strongroom:${name}`, value);
}

const ORDERS = assetOf('orders');

function assetOf(name: string): DataAsset {
  return new DataAsset({
    name,
    category: DataCategory.PERSONAL,
    subjects: ['customers'],
    purposes: ['benchmark'],
    lawfulBasis: LawfulBasis.CONTRACT,
    retention: Duration.days(365),
    residency: ['eu-central-1'],
    owner: 'bench',
  });
}
