import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { KeyPurpose } from './key-purpose';
import { KEY_USES } from './key-use';

/** What was declared of a key: what the key check compares it with. */
export interface DeclaredKey {
  readonly purpose: KeyPurpose;
  /** ARN of the key. */
  readonly keyArn: string;
  /** Days between two rotations; `null` where there are none, or where they are the owner's of an existing key. */
  readonly rotationDays: number | null;
  /** The whole policy; `null` where it is the owner's of an existing key. */
  readonly policy: PolicyDocument | null;
}

/** First part of the names of an environment's declared keys. */
export function declarationPath(environmentName: string): string {
  return `/strongroom/${environmentName}/keys`;
}

/**
 * Keeps what was declared of a key beside it, as JSON in an SSM parameter that CloudFormation fills in.
 *
 * A plain string: whoever may look at a key sees all of it anyway, and CloudFormation makes no `SecureString`. It must be
 * protected against change, not against reading: who could rewrite it could hide a difference.
 */
export function recordDeclaration(scope: Construct, id: string, path: string, declared: DeclaredKey): StringParameter {
  const { purpose, keyArn, rotationDays, policy } = declared;
  const { spec, usage } = KEY_USES[purpose];
  return new StringParameter(scope, id, {
    parameterName: `${path}/${purpose}`,
    description: `Declared state of the key for ${purpose}: what the key check compares it with`,
    // A policy can pass the 4 KB of a standard parameter.
    tier: ParameterTier.INTELLIGENT_TIERING,
    stringValue: Stack.of(scope).toJsonString({ purpose, keyId: keyArn, keySpec: spec, keyUsage: usage, rotationDays, policy }),
  });
}
