import { Key } from 'aws-cdk-lib/aws-kms';
import { Duration } from 'aws-cdk-lib/core';
import { KeyHierarchy, KeyPurpose } from '../../../../lib';
import { keyWaits } from '../../../../lib/compliance/rules/encryption/key-waits';
import type { RuleCases } from '../cases';
import { either, key, NO_VALUE, resource, UNKNOWN } from './fixtures';

const replica = (properties: object = {}) => resource('AWS::KMS::ReplicaKey', { ...properties });

export const CASES: RuleCases = {
  rule: keyWaits,
  compliant: {
    '30 days, said or by default': {
      resources: {
        Default: key(),
        Said: key({ PendingWindowInDays: 30 }),
        Text: key({ PendingWindowInDays: '30' }),
        Either: key({ PendingWindowInDays: either(30, NO_VALUE) }),
        Replica: replica(),
      },
      at: ['Test/Default', 'Test/Said', 'Test/Text', 'Test/Either', 'Test/Replica'],
    },
    "the CDK's key as it is, and ours": {
      build: (stack) => {
        new Key(stack, 'Plain');
        new KeyHierarchy(stack, 'Keys', { purposes: [KeyPurpose.PERSONAL] });
      },
      at: ['Test/Plain/Resource', 'Test/Keys/personal/Resource'],
    },
  },
  violations: {
    'less than 30 days': {
      resources: { Key: key({ PendingWindowInDays: 7 }), Replica: replica({ PendingWindowInDays: '29' }) },
      at: { 'Test/Key': /for 7 days, and not for 30/, 'Test/Replica': /'29'/ },
    },
    'what a condition or only the deployment decides': {
      resources: {
        Condition: key({ PendingWindowInDays: either(30, 7) }),
        Parameter: key({ PendingWindowInDays: UNKNOWN }),
      },
      at: { 'Test/Condition': /30 or 7/, 'Test/Parameter': /only the deployment knows/ },
    },
    "the CDK's key with a short window": {
      build: (stack) => new Key(stack, 'Plain', { pendingWindow: Duration.days(7) }),
      at: { 'Test/Plain/Resource': /7 days/ },
    },
  },
  notApplicable: {
    'anything but a key': { resources: { Alias: resource('AWS::KMS::Alias') }, at: ['Test/Alias'] },
  },
};
