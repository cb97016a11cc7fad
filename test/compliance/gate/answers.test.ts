import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import {
  CfnInternetGateway,
  CfnNetworkAcl,
  CfnNetworkAclEntry,
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVolume,
  CfnVPC,
} from 'aws-cdk-lib/aws-ec2';
import { CfnFileSystem } from 'aws-cdk-lib/aws-efs';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Framework } from '../../../lib/compliance/citation';
import { ANSWERED_RULES } from '../../../lib/compliance/gate/answers';
import { Gate } from '../../../lib/compliance/gate/gate';
import { ENVIRONMENT, testApp } from '../../support/app';
import { personalAsset } from '../../support/assets';

const personal = (store: Construct) => personalAsset().tag(store);

/** Of each rule that is answered, what a sharper rule refuses, so that the blunter one still speaks. */
const REFUSED: Readonly<Record<string, (stack: Stack) => void>> = {
  DynamoDBInBackupPlan: (stack) => {
    personal(new CfnTable(stack, 'It', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] }));
  },
  EC2EBSInBackupPlan: (stack) => personal(new CfnVolume(stack, 'It', { availabilityZone: 'eu-central-1a', size: 8 })),
  EFSInBackupPlan: (stack) => personal(new CfnFileSystem(stack, 'It')),
  RDSInBackupPlan: (stack) => personal(new CfnDBInstance(stack, 'It', { engine: 'postgres', backupRetentionPeriod: 0 })),
  S3BucketReplicationEnabled: (stack) => personal(new CfnBucket(stack, 'It')),
  SQS3: (stack) => {
    const queue = new CfnQueue(stack, 'It');
    new CfnRule(stack, 'Rule', { targets: [{ id: 'A', arn: queue.attrArn, deadLetterConfig: { arn: queue.attrArn } }] });
  },
  SQSRedrivePolicy: (stack) => void new CfnQueue(stack, 'It'),
  IAM5: (stack) => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    new CfnManagedPolicy(stack, 'It', { policyDocument: { Statement: [statement] } });
  },
  VPC3: (stack) => {
    const { ref: networkAclId } = new CfnNetworkAcl(stack, 'Acl', { vpcId: 'vpc-1' });
    const open = { cidrBlock: '0.0.0.0/0', protocol: 6, ruleAction: 'allow', ruleNumber: 100 };
    new CfnNetworkAclEntry(stack, 'It', { networkAclId, ...open, portRange: { from: 22, to: 22 } });
  },
  VPCNoUnrestrictedRouteToIGW: (stack) => {
    const vpcId = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }).ref;
    const tags = [{ key: 'strongroom:tier', value: 'application' }];
    const subnetId = new CfnSubnet(stack, 'Subnet', { vpcId, cidrBlock: '10.0.0.0/24', tags }).ref;
    const routeTableId = new CfnRouteTable(stack, 'Table', { vpcId }).ref;
    new CfnSubnetRouteTableAssociation(stack, 'Association', { subnetId, routeTableId });
    const gatewayId = new CfnInternetGateway(stack, 'Gateway').ref;
    new CfnRoute(stack, 'It', { routeTableId, destinationCidrBlock: '0.0.0.0/0', gatewayId });
  },
};

test.each(Object.entries(REFUSED))('%s still speaks where the rule that answers it does not pass', (name, build) => {
  const app = testApp();
  const gate = Gate.of(app).enforce({ frameworks: Object.values(Framework) });
  build(new Stack(app, 'Test', { env: ENVIRONMENT }));
  expect(() => app.synth()).toThrow();
  const found = [...(gate.summary?.findings ?? []), ...(gate.summary?.warnings ?? [])];
  const told = found.filter(({ path }) => path === 'Test/It').map(({ rule }) => rule.replace(/^.*-/, '').replace(/\[.*$/s, ''));
  expect(told).toContain(name);
});

test('each rule that is answered has such a case; the validator is in the tests of attacks', () => {
  expect([...ANSWERED_RULES].sort()).toEqual([...Object.keys(REFUSED), 'W2512'].sort());
});
