import { UPLOADS_TAG } from '../../../declaration/control-tags';
import { Framework } from '../../citation';
import { personalDataIn } from '../../facts/stores/declared-data';
import { COMPLIANT, NOT_APPLICABLE, type Rule } from '../../rule';
import { existsWith } from '../../template/existence';
import type { Resource } from '../../template/resource';
import { tagSetsOf } from '../../template/tags';
import type { TemplateIndex } from '../../template/template-index';
import { elements, read } from '../../template/values';

const PLAN = 'AWS::GuardDuty::MalwareProtectionPlan';
const BUCKET_NAME = 'ProtectedResource.S3Bucket.BucketName';
const PREFIXES = 'ProtectedResource.S3Bucket.ObjectPrefixes';

/**
 * A bucket that takes files from outside, as its tag says, and holds data about persons, has every new object scanned for malware by
 * GuardDuty: a plan protects the whole bucket, not some prefixes of it.
 */
export const uploadsScanned: Rule = {
  id: 'UploadsScanned',
  severity: 'error',
  resourceTypes: ['AWS::S3::Bucket'],
  why: 'What strangers upload is opened by people and programs that reach the data.',
  fix: `Add an AWS::GuardDuty::MalwareProtectionPlan whose ProtectedResource.S3Bucket.BucketName is the bucket, without ObjectPrefixes; a bucket that takes no files from outside has the tag '${UPLOADS_TAG}' 'false', or none.`,
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.7'],
    [Framework.NIST80053]: ['SI-3'],
    [Framework.MLPS3]: ['8.1.4.5'],
  },
  exceptable: true,
  check: (bucket, index) => {
    if (personalDataIn(bucket, index) === undefined || !takesUploads(bucket)) return NOT_APPLICABLE;
    const plans = (index.derive(plansByBucket).get(bucket) ?? []).filter((plan) => existsWith(plan, bucket));
    if (plans.some((plan) => protectsAll(plan, index))) return COMPLIANT;
    const detail =
      plans.length === 0
        ? 'the bucket takes files from outside, and no malware protection plan is known to scan them'
        : `the malware protection plan '${plans[0]?.path}' scans only some prefixes of the bucket, which takes files from outside`;
    return { outcome: 'violation', violations: [{ detail }] };
  },
};

/** A value that only the deployment knows may be `true`. */
function takesUploads(bucket: Resource): boolean {
  const [{ values }] = tagSetsOf(bucket);
  return values.has(UPLOADS_TAG) && values.get(UPLOADS_TAG)?.toLowerCase() !== 'false';
}

/** A list that only the deployment knows may have prefixes. */
function protectsAll(plan: Resource, index: TemplateIndex): boolean {
  return elements(index, plan, PREFIXES).length === 0;
}

/** The plans of each bucket, by reference, or by the name that the bucket is given. */
function plansByBucket(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  const byName = new Map<string, Resource>();
  for (const bucket of index.ofType('AWS::S3::Bucket')) {
    const name = bucket.properties['BucketName'];
    if (typeof name === 'string') byName.set(name, bucket);
  }
  const found = new Map<Resource, Resource[]>();
  for (const plan of index.ofType(PLAN)) {
    const [target, ...others] = read(index, plan, BUCKET_NAME);
    const bucket =
      target?.kind === 'resource' ? target.resource : byName.get(target?.kind === 'literal' ? String(target.value) : '');
    if (bucket !== undefined && others.length === 0) found.set(bucket, [...(found.get(bucket) ?? []), plan]);
  }
  return found;
}
