import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { secretRotates } from '../../../../lib/compliance/rules/encryption/secret-rotates';
import type { RuleCases } from '../cases';
import { either, NO_VALUE, resource, UNKNOWN } from './fixtures';

const generated = () => resource('AWS::SecretsManager::Secret', { GenerateSecretString: { PasswordLength: 32 } });
const given = (properties: object = {}) => resource('AWS::SecretsManager::Secret', { ...properties });
const schedule = (RotationRules: unknown, SecretId: unknown = { Ref: 'Secret' }) =>
  resource('AWS::SecretsManager::RotationSchedule', { SecretId, RotationRules, RotationLambdaARN: 'arn:aws:lambda:x' });
const attachment = () =>
  resource('AWS::SecretsManager::SecretTargetAttachment', { SecretId: { Ref: 'Secret' }, TargetId: 'shop' });
const every = (RotationRules: unknown) => ({
  resources: { Secret: generated(), Schedule: schedule(RotationRules) },
  at: ['Test/Secret'],
});
const tooLong = (RotationRules: unknown, says: RegExp) => ({ ...every(RotationRules), at: { 'Test/Secret': says } });

export const CASES: RuleCases = {
  rule: secretRotates,
  compliant: {
    '90 days': every({ AutomaticallyAfterDays: 90 }),
    'days as a text': every({ AutomaticallyAfterDays: '30' }),
    'a rate in days': every({ ScheduleExpression: 'rate(10 days)' }),
    'a rate in hours': every({ ScheduleExpression: 'rate(12 hours)' }),
    'every month': every({ ScheduleExpression: 'cron(0 4 1 * ? *)' }),
    'every second month': every({ ScheduleExpression: 'cron(0 4 1 1/2 ? *)' }),
    'months by name': every({ ScheduleExpression: 'cron(0 4 1 JAN,MAR,MAY,JUL,SEP,NOV ? *)' }),
    'two periods, of which a condition takes one': every({ AutomaticallyAfterDays: either(30, 60) }),
    'the schedule of the attachment to a database': {
      resources: {
        Secret: given(),
        Attachment: attachment(),
        Schedule: schedule({ AutomaticallyAfterDays: 30 }, { Ref: 'Attachment' }),
      },
      at: ['Test/Secret'],
    },
    "the CDK's database whose secret rotates": {
      build: (stack) => {
        const database = new DatabaseInstance(stack, 'Shop', {
          engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
          vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
            vpcId: 'vpc-1',
            availabilityZones: ['a', 'b'],
            isolatedSubnetIds: ['s-1', 's-2'],
          }),
          vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
        });
        database.addRotationSingleUser({ automaticallyAfter: Duration.days(30) });
      },
      at: ['Test/Shop/Secret/Resource'],
    },
  },
  violations: {
    'a schedule under a condition, or of one secret or another': {
      resources: {
        Secret: generated(),
        Other: generated(),
        Sometimes: { ...schedule({ AutomaticallyAfterDays: 30 }), Condition: 'IsProduction' },
        Either: schedule({ AutomaticallyAfterDays: 30 }, { 'Fn::If': ['IsProduction', { Ref: 'Secret' }, { Ref: 'Other' }] }),
      },
      at: { 'Test/Secret': /no rotation schedule/, 'Test/Other': /no rotation schedule/ },
    },
    'no schedule: of a generated secret, of one attached to a database, of one of a partner': {
      resources: { Secret: given(), Attachment: attachment(), Generated: generated(), Partner: given({ Type: 'Partner' }) },
      at: {
        'Test/Secret': /no rotation schedule/,
        'Test/Generated': /no rotation schedule/,
        'Test/Partner': /no rotation schedule/,
      },
    },
    'more than 90 days': tooLong({ AutomaticallyAfterDays: 91 }, /'Test\/Schedule' of the secret rotates it every 91 days/),
    'a rate that is too long': tooLong({ ScheduleExpression: 'rate(120 days)' }, /every 120 days/),
    'every third month, of which July to September has 92 days': tooLong(
      { ScheduleExpression: 'cron(0 4 1 1/3 ? *)' },
      /92 days/,
    ),
    'once a year': tooLong({ ScheduleExpression: 'cron(0 4 1 JAN ? *)' }, /365 days/),
    'one year only': tooLong({ ScheduleExpression: 'cron(0 4 1 * ? 2027)' }, /2027/),
    'no period': tooLong({ Duration: '3h' }, /says no period/),
    'no rules': tooLong(NO_VALUE, /says no period/),
    'a period that only the deployment knows': tooLong({ AutomaticallyAfterDays: UNKNOWN }, /only the deployment knows/),
    'a period that a condition makes too long': tooLong({ AutomaticallyAfterDays: either(30, 365) }, /365 days/),
    'a schedule for a secret that was put in by hand': {
      resources: { Secret: given(), Schedule: schedule({ AutomaticallyAfterDays: 365 }) },
      at: { 'Test/Secret': /365 days/ },
    },
    "the CDK's secret as it is": {
      build: (stack) => new Secret(stack, 'Secret'),
      at: { 'Test/Secret/Resource': /no rotation schedule/ },
    },
  },
  notApplicable: {
    'a credential that somebody else issues': {
      resources: { Given: given(), Named: given({ Name: 'partner/api-key' }) },
      at: ['Test/Given', 'Test/Named'],
    },
  },
};
