import { CfnRestoreTestingSelection } from 'aws-cdk-lib/aws-backup';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { restoresRehearsed } from '../../../../lib/compliance/rules/recovery/restores-rehearsed';
import { CustomerDataBucket } from '../../../../lib/data/customer-data-bucket';
import { CustomerDataTable } from '../../../../lib/data/customer-data-table';
import { CustomerDataBackup } from '../../../../lib/recovery/backup';
import { personalAsset } from '../../../support/assets';
import type { RuleCases } from '../cases';
import { BACKED_UP, bucket, either, internal, PARAMETER, selection, store, TABLE, tags } from './fixtures';

function rehearsal(kind: unknown, given: Readonly<Record<string, unknown>>, rest: Readonly<Record<string, unknown>> = {}) {
  const names = {
    RestoreTestingPlanName: 'monthly',
    RestoreTestingSelectionName: 'all',
    IamRoleArn: 'arn:aws:iam::1:role/Restore',
  };
  return {
    Type: 'AWS::Backup::RestoreTestingSelection',
    Properties: { ...names, ProtectedResourceType: kind, ...given },
    ...rest,
  };
}

const tagged = (value: unknown, operator = 'StringEquals') => ({
  ProtectedResourceConditions: { [operator]: [{ Key: 'aws:ResourceTag/strongroom:category', Value: value }] },
});
const EVERY = { ProtectedResourceArns: ['*'] };
const UNREHEARSED =
  /DynamoDB of the category 'personal' is backed up \('Test\/Orders'\), and no restore testing selection reaches it for sure/;
const ours = { asset: personalAsset() };

export const CASES: RuleCases = {
  rule: restoresRehearsed,
  compliant: {
    'a selection of all tables': {
      resources: { ...BACKED_UP, Orders: TABLE, Rehearsal: rehearsal('DynamoDB', EVERY) },
      at: ['Test'],
    },
    'a selection by tag': {
      resources: { ...BACKED_UP, Orders: TABLE, Rehearsal: rehearsal('DynamoDB', tagged('personal')) },
      at: ['Test'],
    },
    'a selection by what a tag is not': {
      resources: {
        ...BACKED_UP,
        Orders: TABLE,
        Rehearsal: rehearsal('DynamoDB', { ...EVERY, ...tagged('public', 'StringNotEquals') }),
      },
      at: ['Test'],
    },
    'a selection of one of several': {
      resources: {
        ...BACKED_UP,
        Orders: TABLE,
        Returns: TABLE,
        Rehearsal: rehearsal('DynamoDB', { ProtectedResourceArns: [{ 'Fn::GetAtt': ['Returns', 'Arn'] }] }),
      },
      at: ['Test'],
    },
    'a selection of a name within an ARN': {
      resources: {
        ...BACKED_UP,
        Orders: TABLE,
        Rehearsal: rehearsal('DynamoDB', {
          ProtectedResourceArns: [
            { 'Fn::Sub': `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${Orders}` },
          ],
        }),
      },
      at: ['Test'],
    },
    'one for each kind': {
      resources: {
        ...BACKED_UP,
        Orders: TABLE,
        Lake: bucket(),
        Aurora: store('AWS::RDS::DBCluster', { Engine: 'aurora-postgresql' }),
        Three: store('AWS::RDS::DBCluster', { Engine: 'mysql', DBClusterInstanceClass: 'db.r6gd.large' }),
        ...Object.fromEntries(['DynamoDB', 'S3', 'Aurora', 'RDS'].map((kind) => [`Rehearsal${kind}`, rehearsal(kind, EVERY)])),
      },
      at: ['Test'],
    },
    'our backup of our stores': {
      build: (stack) => {
        new CustomerDataBucket(stack, 'Invoices', ours);
        new CustomerDataTable(stack, 'Orders', { ...ours, partitionKey: { name: 'id', type: AttributeType.STRING } });
        new CustomerDataBackup(stack, 'Backup');
      },
      at: ['Test'],
    },
  },
  violations: {
    'no selection': { resources: { ...BACKED_UP, Orders: TABLE }, at: { Test: UNREHEARSED } },
    'a selection of another kind': {
      resources: { ...BACKED_UP, Orders: TABLE, Rehearsal: rehearsal('S3', EVERY) },
      at: { Test: UNREHEARSED },
    },
    'a kind that only the deployment knows': {
      resources: { ...BACKED_UP, Orders: TABLE, Rehearsal: rehearsal(PARAMETER, EVERY) },
      at: { Test: UNREHEARSED },
    },
    'a selection of other tags, or of tags that only the deployment knows': {
      resources: {
        ...BACKED_UP,
        Orders: TABLE,
        Other: rehearsal('DynamoDB', tagged('sensitive-personal')),
        Not: rehearsal('DynamoDB', { ...EVERY, ...tagged('personal', 'StringNotEquals') }),
        Unknown: rehearsal('DynamoDB', tagged(PARAMETER)),
        Sometimes: rehearsal('DynamoDB', tagged(either('personal', 'public'))),
      },
      at: { Test: UNREHEARSED },
    },
    'a selection of other stores, of nothing, or of none for sure': {
      resources: {
        ...BACKED_UP,
        Orders: TABLE,
        Prices: internal('AWS::DynamoDB::Table'),
        Other: rehearsal('DynamoDB', { ProtectedResourceArns: [{ 'Fn::GetAtt': ['Prices', 'Arn'] }] }),
        Nothing: rehearsal('DynamoDB', {}),
        Sometimes: rehearsal('DynamoDB', EVERY, { Condition: 'IsProduction' }),
        Unknown: rehearsal('DynamoDB', { ProtectedResourceArns: [PARAMETER] }),
        Either: rehearsal('DynamoDB', { ProtectedResourceArns: [either('*', { 'Fn::GetAtt': ['Prices', 'Arn'] })] }),
        List: rehearsal('DynamoDB', { ProtectedResourceArns: either(['*'], ['arn:aws:dynamodb:::table/none']) }),
      },
      at: { Test: UNREHEARSED },
    },
    'one category that no test reaches': {
      resources: {
        ...BACKED_UP,
        Selection: selection({ Resources: ['*'] }),
        Orders: TABLE,
        Health: store('AWS::DynamoDB::Table', { Tags: tags({ 'strongroom:category': 'sensitive-personal' }) }),
        More: store('AWS::DynamoDB::Table', { Tags: tags({ 'strongroom:category': 'sensitive-personal' }) }),
        Rehearsal: rehearsal('DynamoDB', tagged('personal')),
      },
      at: { Test: /DynamoDB of the category 'sensitive-personal' is backed up \('Test\/Health' and 1 more\)/ },
    },
    'a selection of another region': {
      sources: [
        { name: 'Data', template: { Resources: { ...BACKED_UP, Orders: TABLE } }, environment: { account: '1', region: 'r' } },
        {
          name: 'Tests',
          template: { Resources: { Rehearsal: rehearsal('DynamoDB', EVERY) } },
          environment: { account: '1', region: 'q' },
        },
      ],
      at: { Data: /no restore testing selection/ },
    },
    'our backup, and a kind of store that it does not test': {
      build: (stack) => {
        new CustomerDataTable(stack, 'Orders', { ...ours, partitionKey: { name: 'id', type: AttributeType.STRING } });
        const backup = new CustomerDataBackup(stack, 'Backup');
        for (const node of backup.node.findAll()) {
          if (node instanceof CfnRestoreTestingSelection && node.protectedResourceType === 'DynamoDB')
            node.protectedResourceType = 'EFS';
        }
      },
      at: { Test: /DynamoDB of the category 'personal' is backed up/ },
    },
  },
  notApplicable: {
    'stores that are not backed up: PersonalDataBackedUp says so': { resources: { Orders: TABLE }, at: ['Test'] },
    'stores of no data about persons': {
      resources: { ...BACKED_UP, Selection: selection({ Resources: ['*'] }), Prices: internal('AWS::DynamoDB::Table') },
      at: ['Test'],
    },
    'kinds of which AWS Backup tests no restores': {
      resources: { ...BACKED_UP, Warehouse: store('AWS::Redshift::Cluster'), Sql: store('AWS::DSQL::Cluster') },
      at: ['Test'],
    },
  },
};
