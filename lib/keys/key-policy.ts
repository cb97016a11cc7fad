import { AccountRootPrincipal, Effect, type IPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import type { KeyPurpose } from './key-purpose';
import { serviceStatements, viaServices } from './key-services';
import { isRotated, KEY_USES } from './key-use';

/** What the policy of a key follows from, beside its purpose. */
export interface KeyPolicyProps {
  /**
   * Who manages the key, by this policy alone.
   * @default - whom the account's IAM policies let
   */
  readonly administrators?: readonly IPrincipal[];
  /** Whether the key may be replicated to other regions. */
  readonly multiRegion: boolean;
  /** Whether the key goes with its stack. */
  readonly disposable: boolean;
}

const LOOK = ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants', 'kms:ListKeyPolicies', 'kms:ListResourceTags'];
const LOOK_AT_ROTATION = ['kms:GetKeyRotationStatus', 'kms:ListKeyRotations'];
/** What CloudFormation calls for a key that stays. */
const DEPLOY = [
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:PutKeyPolicy',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];
/** Undoes what takes a key away. */
const RECOVER = ['kms:CancelKeyDeletion', 'kms:EnableKey'];
const TAKE_AWAY = ['kms:DisableKey', 'kms:RevokeGrant', 'kms:ScheduleKeyDeletion'];

/**
 * The policy of a purpose's key in the region of `stack`, whole: nothing is added to it later.
 *
 * - **Administration** is managing without using: no operation on data, no grant.
 * - **Use** is left to the account's IAM policies, but only through the services that the purpose needs, called from this account;
 *   for pseudonyms and signatures, only those operations; for recovery points, also within the encryption context of a vault.
 * - **Services** that act by themselves use it for this account's resources alone.
 *
 * The account's root stands for "whom the account's IAM policies let", root user included. It never calls `Encrypt` or `Decrypt`
 * itself. With administrators named, root deploys and recovers but takes no key away, and the administrators are refused
 * every use. Root keeps `PutKeyPolicy` always: without it KMS refuses the policy ("key policy lockout safety check"), or
 * nobody could mend a key whose administrators are gone. Whoever is let call it could widen the policy; the trail records that call and
 * the key check reports the difference.
 */
export function keyPolicy(stack: Stack, purpose: KeyPurpose, props: KeyPolicyProps): PolicyDocument {
  return new PolicyDocument({
    statements: [
      ...administration(purpose, props),
      ...use(stack, purpose),
      ...grants(stack, purpose),
      ...serviceStatements(stack, purpose),
    ],
  });
}

function administration(purpose: KeyPurpose, { administrators, multiRegion, disposable }: KeyPolicyProps): PolicyStatement[] {
  const rotated = isRotated(purpose);
  const look = [...LOOK, ...(rotated ? LOOK_AT_ROTATION : [])];
  const deploy = [...DEPLOY, ...(rotated ? ['kms:EnableKeyRotation'] : []), ...(multiRegion ? ['kms:ReplicateKey'] : [])];
  const takeAway = [
    ...TAKE_AWAY,
    ...(rotated ? ['kms:DisableKeyRotation', 'kms:RotateKeyOnDemand'] : []),
    ...(multiRegion ? ['kms:UpdatePrimaryRegion'] : []),
  ];
  const all = [...look, ...deploy, ...RECOVER, ...takeAway];
  if (administrators === undefined) return [statement('Administration', [new AccountRootPrincipal()], all)];
  return [
    statement('Administration', administrators, all),
    statement(
      'DeploymentAndRecovery',
      [new AccountRootPrincipal()],
      [...look, ...deploy, ...RECOVER, ...(disposable ? ['kms:ScheduleKeyDeletion'] : [])],
    ),
    new PolicyStatement({
      sid: 'AdministratorsNeverUse',
      effect: Effect.DENY,
      principals: [...administrators],
      actions: [...KEY_USES[purpose].operations, 'kms:CreateGrant'],
      resources: ['*'],
    }),
  ];
}

function use(stack: Stack, purpose: KeyPurpose): PolicyStatement[] {
  const { operations, through, within } = KEY_USES[purpose];
  const root = [new AccountRootPrincipal()];
  const caller = { 'kms:CallerAccount': stack.account };
  if (!through) return [statement('Use', root, operations, { StringEquals: caller })];
  const throughServices = { StringEquals: { ...caller, 'kms:ViaService': viaServices(stack, through) } };
  const statements = [statement('UseThroughServices', root, operations, throughServices)];
  if (within !== undefined) {
    const withinContext = { StringEquals: caller, 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': within } };
    statements.push(statement('UseWithinContext', root, ['kms:Decrypt', 'kms:GenerateDataKey'], withinContext));
  }
  return statements;
}

function grants(stack: Stack, purpose: KeyPurpose): PolicyStatement[] {
  const { grantedTo } = KEY_USES[purpose];
  if (!grantedTo) return [];
  return [
    statement('GrantToServices', [new AccountRootPrincipal()], ['kms:CreateGrant'], {
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
      StringEquals: { 'kms:CallerAccount': stack.account, 'kms:ViaService': viaServices(stack, grantedTo) },
    }),
  ];
}

function statement(
  sid: string,
  principals: readonly IPrincipal[],
  actions: readonly string[],
  conditions: Record<string, Record<string, unknown>> = {},
): PolicyStatement {
  return new PolicyStatement({ sid, principals: [...principals], actions: [...actions], resources: ['*'], conditions });
}
