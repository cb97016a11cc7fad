import { Framework } from '../../citation';
import { denies, reaches, sureStatements } from '../../facts/encryption/sure-denials';
import type { Statement } from '../../facts/policies/statement';
import { personalDataIn } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { describe, read } from '../../template/values';

const RULES = 'BucketEncryption.ServerSideEncryptionConfiguration';
const REFUSAL = {
  actions: ['s3:PutObject'],
  operator: /^Null$/,
  key: 's3:x-amz-server-side-encryption-customer-algorithm',
};

/**
 * Nobody can write objects under a key that they bring along (SSE-C): a bucket of personal data says that it blocks them, or its
 * policy refuses them. S3's own default blocks them only in buckets made since April 2026, and not in every region: which a bucket
 * is, only the deployment knows.
 */
export const noClientKeys: Rule = {
  id: 'NoClientKeys',
  severity: 'error',
  resourceTypes: ['AWS::S3::Bucket'],
  why: 'Whoever may write can encrypt the objects anew under a key of their own, and then no one else can ever read them: that is how data in S3 is held to ransom.',
  fix: "Block SSE-C: 'BlockedEncryptionTypes: { EncryptionType: [SSE-C] }' in the bucket's encryption rule ('blockedEncryptionTypes: [BlockedEncryptionType.SSE_C]' in the CDK), as CustomerDataBucket does.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.24'],
    [Framework.NIST80053]: ['SC-12'],
  },
  exceptable: true,
  check: (bucket, index) => {
    if (personalDataIn(bucket, index) === undefined) return NOT_APPLICABLE;
    const statements = index.derive(sureStatements).get(bucket) ?? [];
    if (isBlocked(bucket, index) || statements.some(refusesClientKeys)) return violationsOrCompliant([]);
    const blocked = read(index, bucket, `${RULES}.*.BlockedEncryptionTypes.EncryptionType.*`);
    const detail = `objects can be written under keys that the writer brings along: 'BlockedEncryptionTypes' has ${describe(blocked)}`;
    return violationsOrCompliant([{ location: `Properties.${RULES}`, detail }]);
  },
};

/** In every branch of a condition. */
function isBlocked(bucket: Resource, index: TemplateIndex): boolean {
  const lists = read(index, bucket, `${RULES}.0.BlockedEncryptionTypes.EncryptionType`);
  return lists.every((list) => list.kind === 'literal' && Array.isArray(list.value) && list.value.includes('SSE-C'));
}

function refusesClientKeys(statement: Statement): boolean {
  return denies(statement, REFUSAL) && reaches(statement, 'objects');
}
