import { KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { KeyPurpose } from './key-purpose';

/** What the key of a purpose is, and what it may be used for. */
export interface KeyUse {
  /** Description of the key. */
  readonly description: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  /** Cryptographic operations that identities of the account may be allowed. */
  readonly operations: readonly string[];
  /**
   * Services through which alone those operations may be called; first label of their names in `kms:ViaService`.
   * @default - called directly
   */
  readonly through?: readonly string[];
  /**
   * Name in the encryption context within which data keys may be made and read without one of those services: by a caller who is
   * allowed to, for what the context names.
   * @default - none
   */
  readonly within?: string;
  /**
   * Those of them that keep using the key by a grant, after the call that made the resource.
   * @default - none
   */
  readonly grantedTo?: readonly string[];
}

const ENCRYPTION = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
const DATA_KEYS = ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'];
const SYMMETRIC = {
  spec: KeySpec.SYMMETRIC_DEFAULT,
  usage: KeyUsage.ENCRYPT_DECRYPT,
  operations: [...ENCRYPTION, ...DATA_KEYS],
} as const;

/** AWS Backup copies and restores these through their own services. */
const STORES = { through: ['s3', 'dynamodb', 'rds'], grantedTo: ['dynamodb', 'rds'] };

/** What each purpose's key is. */
export const KEY_USES: Readonly<Record<KeyPurpose, KeyUse>> = {
  [KeyPurpose.PUBLIC]: { ...SYMMETRIC, ...STORES, description: 'Stores of public data' },
  [KeyPurpose.INTERNAL]: { ...SYMMETRIC, ...STORES, description: 'Stores of internal data' },
  [KeyPurpose.PERSONAL]: { ...SYMMETRIC, ...STORES, description: 'Stores of personal data' },
  [KeyPurpose.SENSITIVE_PERSONAL]: { ...SYMMETRIC, ...STORES, description: 'Stores of sensitive personal data' },
  [KeyPurpose.LOGS]: { ...SYMMETRIC, through: ['s3'], description: 'Audit trail, network and application logs' },
  [KeyPurpose.BACKUP]: {
    ...SYMMETRIC,
    // "Encryption for backups in AWS Backup": making a vault takes kms:RetireGrant, too.
    operations: [...SYMMETRIC.operations, 'kms:RetireGrant'],
    through: ['backup', 's3', 'dynamodb', 'rds'],
    // The same page demands data keys without naming a service, while it does name one for grants: who makes a vault may call by another.
    within: 'aws:backup:backup-vault',
    grantedTo: ['backup', 'dynamodb', 'rds'],
    description: 'Recovery points',
  },
  [KeyPurpose.SECRETS]: {
    ...SYMMETRIC,
    through: ['secretsmanager', 'ssm', 'lambda', 'verified-access'],
    // Both sides of a session of Session Manager call KMS by themselves, with the session's id as context.
    within: 'aws:ssm:SessionId',
    grantedTo: ['lambda', 'verified-access'],
    description: "Secrets, functions' environment variables, sessions of Session Manager, policies of Verified Access",
  },
  [KeyPurpose.MESSAGING]: { ...SYMMETRIC, through: ['sqs', 'sns'], description: 'Queues, topics and event buses' },
  [KeyPurpose.PSEUDONYMS]: {
    spec: KeySpec.HMAC_256,
    usage: KeyUsage.GENERATE_VERIFY_MAC,
    operations: ['kms:GenerateMac', 'kms:VerifyMac'],
    description: 'Derives pseudonyms',
  },
  [KeyPurpose.SIGNING]: {
    // In every partition, unlike Ed25519 and ML-DSA; the curve of RFC 9162, 10.2.2.
    spec: KeySpec.ECC_NIST_P256,
    usage: KeyUsage.SIGN_VERIFY,
    operations: ['kms:Sign', 'kms:Verify', 'kms:GetPublicKey'],
    description: 'Signs checkpoints and evidence',
  },
};

/** Whether KMS rotates the key of a purpose: it makes new material for symmetric encryption keys only. */
export function isRotated(purpose: KeyPurpose): boolean {
  return KEY_USES[purpose].spec === KeySpec.SYMMETRIC_DEFAULT;
}
