import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { KeyHierarchy, KeyPurpose } from '../../../../lib';
import { keyRotates } from '../../../../lib/compliance/rules/encryption/key-rotates';
import type { RuleCases } from '../cases';
import { either, key, resource, UNKNOWN } from './fixtures';

const ROTATED = { EnableKeyRotation: true };

export const CASES: RuleCases = {
  rule: keyRotates,
  compliant: {
    'rotation that is on, each year or more often': {
      resources: {
        Default: key(ROTATED),
        Named: key({ ...ROTATED, KeySpec: 'SYMMETRIC_DEFAULT', RotationPeriodInDays: 365 }),
        Text: key({ EnableKeyRotation: 'true', RotationPeriodInDays: '90' }),
        Either: key({ ...ROTATED, RotationPeriodInDays: either(90, 180) }),
      },
      at: ['Test/Default', 'Test/Named', 'Test/Text', 'Test/Either'],
    },
    "the CDK's key with rotation, and ours": {
      build: (stack) => {
        new Key(stack, 'Plain', { enableKeyRotation: true });
        new KeyHierarchy(stack, 'Keys', { purposes: [KeyPurpose.PERSONAL] });
      },
      at: ['Test/Plain/Resource', 'Test/Keys/personal/Resource'],
    },
  },
  violations: {
    'rotation that is off': {
      resources: { Default: key(), Off: key({ EnableKeyRotation: false }), Imported: key({ Origin: 'EXTERNAL' }) },
      at: { 'Test/Default': /'EnableKeyRotation' is nothing/, 'Test/Off': /is false/, 'Test/Imported': /not rotated/ },
    },
    'a period that is too long': {
      resources: { Key: key({ ...ROTATED, RotationPeriodInDays: 366 }) },
      at: { 'Test/Key': /rotated every 366 days/ },
    },
    'what a condition or only the deployment decides': {
      resources: {
        Condition: key({ EnableKeyRotation: either(true, false) }),
        Parameter: key({ EnableKeyRotation: UNKNOWN }),
        Period: key({ ...ROTATED, RotationPeriodInDays: UNKNOWN }),
        Spec: key({ KeySpec: UNKNOWN }),
      },
      at: {
        'Test/Condition': /true or false/,
        'Test/Parameter': /only the deployment knows/,
        'Test/Period': /only the deployment knows/,
        'Test/Spec': /not rotated/,
      },
    },
    "the CDK's key as it is": {
      build: (stack) => new Key(stack, 'Plain', { enableKeyRotation: false }),
      at: { 'Test/Plain/Resource': /not rotated/ },
    },
  },
  notApplicable: {
    'keys that KMS makes no new material for': {
      resources: {
        Signs: key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
        Mac: key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
        Replica: resource('AWS::KMS::ReplicaKey'),
      },
      at: ['Test/Signs', 'Test/Mac', 'Test/Replica'],
    },
    "the CDK's signing key": {
      build: (stack) => new Key(stack, 'Signs', { keySpec: KeySpec.ECC_NIST_P256, keyUsage: KeyUsage.SIGN_VERIFY }),
      at: ['Test/Signs/Resource'],
    },
  },
};
