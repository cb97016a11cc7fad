import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import type { DataAssetProps } from '../../lib';
import { CustomerDataTable, DataInventory, Profile } from '../../lib';
import { provideProfile } from '../../lib/profile';
import { testStack } from '../support/app';
import { personalAsset } from '../support/assets';
import { findings } from '../support/findings';

const ID = { name: 'orderId', type: AttributeType.STRING };

function make(stack: Stack, overrides: Partial<DataAssetProps> = {}) {
  const store = new CustomerDataTable(stack, 'Orders', {
    asset: personalAsset(overrides),
    partitionKey: ID,
    sortKey: { name: 'placedAt', type: AttributeType.STRING },
  });
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));
  if (!resource) throw new Error('no table');
  return { store, resource };
}

describe('CustomerDataTable', () => {
  const stack = testStack();
  const { store, resource } = make(stack);

  test('has every control, and its declaration', () => {
    const { Tags, ...properties } = resource.Properties;
    expect(properties).toEqual({
      KeySchema: [
        { AttributeName: 'orderId', KeyType: 'HASH' },
        { AttributeName: 'placedAt', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'orderId', AttributeType: 'S' },
        { AttributeName: 'placedAt', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: {
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: { 'Fn::GetAtt': [stack.getLogicalId(store.key.node.defaultChild as never), 'Arn'] },
      },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(store.key.node.path).toBe('Test/Strongroom/KeyHierarchy/personal');
    expect(Object.fromEntries(Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]))).toEqual(
      store.asset.tags(),
    );
    expect(DataInventory.of(stack).entries).toEqual([{ asset: store.asset, store }]);
  });

  test('cannot be restored to before its retention began', () => {
    expect(make(testStack(), { retention: Duration.days(7) }).resource.Properties.PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays: 7,
    });
  });

  test('is kept and protected, but for a disposable environment', () => {
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    const dev = testStack();
    provideProfile(dev, Profile.DEV);
    expect(make(dev).resource).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: {
        DeletionProtectionEnabled: false,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        Tags: expect.arrayContaining([{ Key: 'strongroom:disposable', Value: 'true' }]),
      },
    });
    expect(JSON.stringify(resource)).not.toContain('strongroom:disposable');
  });

  test('passes both packs', () => {
    expect(findings(stack)).toEqual([]);
  });

  test('is refused outside the residency', () => {
    expect(() => make(testStack({ account: '123456789012', region: 'us-east-1' }))).toThrow(
      /must contain the stack's region 'us-east-1'/,
    );
  });

  test('grants reading and writing action by action', () => {
    const granting = testStack();
    const table = new CustomerDataTable(granting, 'Orders', { asset: personalAsset(), partitionKey: ID });
    table.grantRead(new ManagedPolicy(granting, 'Reader'));
    table.grantReadWrite(new ManagedPolicy(granting, 'Writer'));
    const actions = Object.values(Template.fromStack(granting).findResources('AWS::IAM::ManagedPolicy')).map(({ Properties }) =>
      Properties.PolicyDocument.Statement.map(({ Action }: { Action: unknown }) => Action),
    );
    const read = ['BatchGetItem', 'ConditionCheckItem', 'DescribeTable', 'GetItem', 'Query', 'Scan'];
    const write = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'];
    const named = (names: string[]) => names.map((name) => `dynamodb:${name}`);
    expect(actions).toEqual([
      [named(read), 'kms:Decrypt'],
      [expect.arrayContaining(named([...read, ...write])), 'kms:Decrypt'],
    ]);
    expect(actions[1][0]).toHaveLength(10);
  });
});
