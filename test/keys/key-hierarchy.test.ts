import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, AnyPrincipal, ArnPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, NestedStack, Stack } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import fc from 'fast-check';
import { DataCategory } from '../../lib';
import { InvalidInputError } from '../../lib/errors';
import { KeyHierarchy, type KeyHierarchyProps } from '../../lib/keys/key-hierarchy';
import { KeyPurpose } from '../../lib/keys/key-purpose';
import { Profile, provideProfile } from '../../lib/profile';
import { ENVIRONMENT, testApp, testStack } from '../support/app';
import { personalAsset } from '../support/assets';

const ALL = Object.values(KeyPurpose);
const SYMMETRIC = ALL.filter((purpose) => purpose !== KeyPurpose.PSEUDONYMS && purpose !== KeyPurpose.SIGNING);

const TAKE_AWAY = ['kms:DisableKey', 'kms:RevokeGrant', 'kms:ScheduleKeyDeletion', 'kms:UpdatePrimaryRegion'];

function hierarchy(props: KeyHierarchyProps = {}, stack = testStack()): { stack: Stack; keys: KeyHierarchy; template: Template } {
  const keys = new KeyHierarchy(stack, 'Keys', { environmentName: 'prod', ...props });
  return { stack, keys, template: Template.fromStack(stack) };
}

/** Properties of the key whose tag says its purpose. */
function keyOf(template: Template, purpose: KeyPurpose): Record<string, unknown> {
  const found = Object.values(
    template.findResources('AWS::KMS::Key', {
      Properties: { Tags: Match.arrayWith([{ Key: 'strongroom:purpose', Value: purpose }]) },
    }),
  );
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

function faultsOf(props: KeyHierarchyProps): string[] {
  try {
    new KeyHierarchy(testStack(), 'Keys', { purposes: [], ...props });
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults.map(({ property }) => property);
    throw error;
  }
  return [];
}

describe('keys', () => {
  const { template, keys } = hierarchy();

  test('one a purpose, made at once', () => {
    expect(keys.purposes).toEqual(ALL);
    template.resourceCountIs('AWS::KMS::Key', ALL.length);
  });

  test.each(SYMMETRIC)(
    '%s: symmetric, rotated every year, deleted after 30 days of waiting, kept with its stack gone',
    (purpose) => {
      expect(keyOf(template, purpose)).toMatchObject({
        Properties: {
          KeySpec: 'SYMMETRIC_DEFAULT',
          KeyUsage: 'ENCRYPT_DECRYPT',
          EnableKeyRotation: true,
          RotationPeriodInDays: 365,
          PendingWindowInDays: 30,
          MultiRegion: false,
        },
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
    },
  );

  test.each([
    [KeyPurpose.PSEUDONYMS, 'HMAC_256', 'GENERATE_VERIFY_MAC'],
    [KeyPurpose.SIGNING, 'ECC_NIST_P256', 'SIGN_VERIFY'],
  ])('%s: %s for %s, which KMS does not rotate', (purpose, KeySpec, KeyUsage) => {
    const key = keyOf(template, purpose);
    expect(key).toMatchObject({ Properties: { KeySpec, KeyUsage, PendingWindowInDays: 30 }, DeletionPolicy: 'Retain' });
    expect(key['Properties']).not.toHaveProperty('EnableKeyRotation');
    expect(key['Properties']).not.toHaveProperty('RotationPeriodInDays');
  });

  test.each(ALL)('%s: an alias of the environment', (purpose) => {
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: `alias/strongroom/prod/${purpose}` });
  });

  test('a disposable environment deletes them with their stack, after the same 30 days', () => {
    const stack = testStack();
    provideProfile(stack, Profile.DEV);
    const key = keyOf(hierarchy({}, stack).template, KeyPurpose.PERSONAL);
    expect(key).toMatchObject({ DeletionPolicy: 'Delete', Properties: { PendingWindowInDays: 30 } });
  });

  test('rotate as often as asked', () => {
    const rotated = hierarchy({ rotationPeriod: Duration.days(90) }).template;
    expect(keyOf(rotated, KeyPurpose.PERSONAL)).toMatchObject({ Properties: { RotationPeriodInDays: 90 } });
  });

  test.each([AwsSolutionsChecks, NIST80053R5Checks])('pass %p', (Pack) => {
    expect(new Pack().validateScope(hierarchy().stack).violations).toEqual([]);
  });

  test('break the pack when one is not rotated', () => {
    const stack = testStack();
    new Key(stack, 'Bare');
    expect(new NIST80053R5Checks().validateScope(stack).violations).not.toEqual([]);
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('synthesize in %s', (region) => {
    const { template: elsewhere } = hierarchy({}, testStack({ ...ENVIRONMENT, region }));
    expect(JSON.stringify(elsewhere)).not.toContain('arn:aws:');
  });
});

describe('of', () => {
  test('a category and its assets have the same key', () => {
    const { keys } = hierarchy();
    expect(keys.keyFor(personalAsset())).toBe(keys.key(KeyPurpose.PERSONAL));
    expect(keys.keyFor(DataCategory.SENSITIVE_PERSONAL)).toBe(keys.key(KeyPurpose.SENSITIVE_PERSONAL));
  });

  test('is the one that serves the scope', () => {
    const app = testApp();
    const keys = new KeyHierarchy(new Stack(app, 'Keys', { env: ENVIRONMENT }), 'Keys').serve(app);
    expect(KeyHierarchy.of(new Stack(app, 'Data', { env: ENVIRONMENT }))).toBe(keys);
  });

  test('is otherwise made in the stack, under its name, with only the keys asked for', () => {
    const stack = testStack(ENVIRONMENT, 'Orders');
    KeyHierarchy.of(stack).key(KeyPurpose.PERSONAL);
    KeyHierarchy.of(stack).key(KeyPurpose.PERSONAL);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/strongroom/Orders/personal' });
  });

  test('a nested stack, whose name is not known yet, has names all the same', () => {
    const nested = new NestedStack(testStack(), 'Nested');
    expect(KeyHierarchy.of(nested).environmentName).toMatch(/^[A-Za-z][A-Za-z0-9-]+$/);
  });
});

describe('grants', () => {
  function policies(use: (stack: Stack, keys: KeyHierarchy) => void): { before: unknown; after: unknown; template: Template } {
    const before = keyOf(hierarchy().template, KeyPurpose.MESSAGING)['Properties'];
    const stack = testStack();
    use(stack, new KeyHierarchy(stack, 'Keys', { environmentName: 'prod' }));
    const template = Template.fromStack(stack);
    return { before, after: keyOf(template, KeyPurpose.MESSAGING)['Properties'], template };
  }

  test('go to the policy of the identity, and leave the policy of the key alone', () => {
    const { before, after, template } = policies((stack, keys) => {
      const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      keys.key(KeyPurpose.MESSAGING).grantEncryptDecrypt(role);
    });
    expect(after).toEqual(before);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Keysmessaging'), 'Arn'] },
          },
        ],
      },
    });
  });

  test('to a service, or by a construct of the CDK, add nothing to it either', () => {
    const { before, after } = policies((stack, keys) => {
      const key = keys.key(KeyPurpose.MESSAGING);
      key.grantDecrypt(new ServicePrincipal('sqs.amazonaws.com'));
      const queue = new Queue(stack, 'Queue', { encryptionMasterKey: key });
      new Topic(stack, 'Topic', { masterKey: key }).addSubscription(new SqsSubscription(queue));
      new Secret(stack, 'Secret', { encryptionKey: key });
    });
    expect(after).toEqual(before);
  });

  test('a statement that must be added is refused', () => {
    const statement = new PolicyStatement({
      sid: 'Widen',
      principals: [new AccountRootPrincipal()],
      actions: ['kms:*'],
      resources: ['*'],
    });
    expect(() => hierarchy().keys.key(KeyPurpose.MESSAGING).addToResourcePolicy(statement, false)).toThrow(
      /policy: got a further statement, "Widen"; .*allow the use in the policy of the identity/,
    );
  });
});

describe('declared state', () => {
  const { template } = hierarchy();

  /** The value of a purpose's parameter, its references put in words. */
  function declared(of: Template, purpose: KeyPurpose): Record<string, unknown> {
    const [parameter] = Object.values(
      of.findResources('AWS::SSM::Parameter', { Properties: { Name: `/strongroom/prod/keys/${purpose}` } }),
    );
    const value = parameter?.['Properties']['Value'];
    const parts: unknown[] = typeof value === 'string' ? [value] : value['Fn::Join'][1];
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'arn:of:the:key')).join(''));
  }

  test.each(ALL)('%s: stands beside the key, as it was made', (purpose) => {
    const key = keyOf(template, purpose)['Properties'] as Record<string, unknown>;
    expect(declared(template, purpose)).toEqual({
      purpose,
      keyId: 'arn:of:the:key',
      keySpec: key['KeySpec'],
      keyUsage: key['KeyUsage'],
      rotationDays: key['RotationPeriodInDays'] ?? null,
      policy: key['KeyPolicy'],
    });
  });

  test('is a plain parameter that may outgrow the standard tier, and never the advanced one', () => {
    template.allResourcesProperties('AWS::SSM::Parameter', { Type: 'String', Tier: 'Intelligent-Tiering' });
    const administrators = Array.from({ length: 3 }, (_, n) => new ArnPrincipal(`arn:aws-cn:iam::123456789012:role/Team${n}`));
    const largest = hierarchy({ administrators }, testStack({ ...ENVIRONMENT, region: 'cn-northwest-1' })).template;
    for (const purpose of ALL) expect(JSON.stringify(declared(largest, purpose)).length).toBeLessThan(8192 - 100);
  });
});

describe('an existing key', () => {
  const arn = 'arn:aws:kms:eu-central-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const stack = testStack();
  const existing = Key.fromKeyArn(stack, 'Existing', arn);
  const { keys, template } = hierarchy({ existing: { [KeyPurpose.LOGS]: existing } }, stack);

  test('takes the place of the one that would be made', () => {
    expect(Object.values(KeyPurpose).filter((purpose) => keys.isExisting(purpose))).toEqual([KeyPurpose.LOGS]);
    expect(keys.key(KeyPurpose.LOGS)).toBe(existing);
    template.resourceCountIs('AWS::KMS::Key', ALL.length - 1);
    template.resourceCountIs('AWS::KMS::Alias', ALL.length - 1);
  });

  test('is declared without policy and rotation, which are its owner’s', () => {
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/strongroom/prod/keys/logs',
      Value: JSON.stringify({
        purpose: 'logs',
        keyId: arn,
        keySpec: 'SYMMETRIC_DEFAULT',
        keyUsage: 'ENCRYPT_DECRYPT',
        rotationDays: null,
        policy: null,
      }),
    });
  });
});

describe('replicas', () => {
  function replicated(props: KeyHierarchyProps = {}, profile = Profile.PROD) {
    const app = testApp();
    const home = new Stack(app, 'Home', { env: ENVIRONMENT });
    const away = new Stack(app, 'Away', { env: { ...ENVIRONMENT, region: 'eu-west-1' } });
    provideProfile(app, profile);
    const keys = new KeyHierarchy(home, 'Keys', {
      environmentName: 'prod',
      purposes: [KeyPurpose.PERSONAL, KeyPurpose.SIGNING],
      replicaRegions: ['eu-west-1'],
      residency: ['eu-central-1', 'eu-west-1'],
      ...props,
    });
    const replicas = keys.replicate(away);
    return { replicas, home: Template.fromStack(home), away: Template.fromStack(away) };
  }

  test('are of multi-Region keys, in the region of the stack, with a policy of that region', () => {
    const { home, away } = replicated();
    home.allResourcesProperties('AWS::KMS::Key', { MultiRegion: true });
    away.resourceCountIs('AWS::KMS::ReplicaKey', 2);
    away.hasResource('AWS::KMS::ReplicaKey', {
      Properties: {
        PendingWindowInDays: 30,
        PrimaryKeyArn: Match.anyValue(),
        KeyPolicy: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Sid: 'UseThroughServices',
              Condition: {
                StringEquals: {
                  'kms:CallerAccount': '123456789012',
                  'kms:ViaService': [
                    's3.eu-west-1.amazonaws.com',
                    'dynamodb.eu-west-1.amazonaws.com',
                    'rds.eu-west-1.amazonaws.com',
                  ],
                },
              },
            }),
          ]),
        },
      },
      DeletionPolicy: 'Retain',
    });
  });

  test.each([
    [Profile.PROD, []],
    [Profile.DEV, ['kms:ScheduleKeyDeletion']],
  ])('of the %s profile are taken away by their deployment only where they go with their stack', (profile, takenAway) => {
    const administrators = [new ArnPrincipal('arn:aws:iam::123456789012:role/KeyAdministrator')];
    const { away } = replicated({ administrators }, profile);
    const deployment = Object.values(away.findResources('AWS::KMS::ReplicaKey')).map(({ Properties }) =>
      Properties.KeyPolicy.Statement.find(({ Sid }: { Sid: string }) => Sid === 'DeploymentAndRecovery'),
    );
    expect(deployment).toHaveLength(2);
    for (const { Action: actions } of deployment) {
      expect(actions).toContain('kms:CancelKeyDeletion');
      expect(TAKE_AWAY.filter((action) => actions.includes(action))).toEqual(takenAway);
    }
  });

  test('have an alias and a declared state there', () => {
    const { away, replicas } = replicated();
    expect(replicas.purposes).toEqual([KeyPurpose.PERSONAL, KeyPurpose.SIGNING]);
    away.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/strongroom/prod/personal' });
    away.hasResourceProperties('AWS::SSM::Parameter', { Name: '/strongroom/prod/keys/signing' });
  });

  test('there is none for another purpose', () => {
    expect(() => replicated().replicas.key(KeyPurpose.LOGS)).toThrow(
      /purpose: got 'logs'; one that has a replica: personal, signing/,
    );
  });

  test('go to the declared regions only', () => {
    expect(() => replicated({ replicaRegions: ['eu-west-3'], residency: ['eu-west-3'] })).toThrow(
      /replicaRegions: got eu-west-3; must contain the region of 'Away', 'eu-west-1'/,
    );
  });
});

describe('input', () => {
  const role = new ArnPrincipal('arn:aws:iam::123456789012:role/KeyAdministrator');

  test('every fault is named at once', () => {
    expect(
      faultsOf({
        environmentName: 'not/valid',
        purposes: ['everything' as KeyPurpose],
        rotationPeriod: Duration.days(400),
        administrators: [],
        existing: { everything: undefined } as never,
        replicaRegions: ['eu-west-9'],
      }),
    ).toEqual(['environmentName', 'purposes[0]', 'existing.everything', 'rotationPeriod', 'administrators', 'replicaRegions[0]']);
  });

  test('a rotation period is 90 to 365 whole days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (days) => {
        expect(faultsOf({ rotationPeriod: Duration.days(days) })).toEqual(days >= 90 && days <= 365 ? [] : ['rotationPeriod']);
      }),
      { numRuns: 20, examples: [[89], [90], [365], [366]] },
    );
    expect(faultsOf({ rotationPeriod: Duration.hours(90 * 24 + 1) })).toEqual(['rotationPeriod']);
  });

  test.each([
    ['an account', new AccountRootPrincipal()],
    ['an account by its id', new ArnPrincipal('123456789012')],
    ['everybody', new AnyPrincipal()],
    ['a service', new ServicePrincipal('ec2.amazonaws.com')],
    ['many roles', new ArnPrincipal('arn:aws:iam::123456789012:role/*')],
    ['a role under a condition', role.withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
  ])('%s is no administrator', (_, principal) => {
    expect(faultsOf({ administrators: [role, principal] })).toEqual(['administrators[1]']);
  });

  test.each([
    ['outside the residency', { replicaRegions: ['eu-west-1'], residency: ['eu-central-1'] }],
    ['without a residency', { replicaRegions: ['eu-west-1'] }],
    ['of its own', { replicaRegions: ['eu-central-1'], residency: ['eu-central-1'] }],
    ['in another partition', { replicaRegions: ['cn-north-1'], residency: ['cn-north-1'] }],
  ])('no replica region %s', (_, props) => {
    expect(faultsOf(props)).toEqual(['replicaRegions[0]']);
  });
});
