import { Framework } from '../../citation';
import { inDays } from '../../facts/lifecycle/dates';
import { abortionOf } from '../../facts/stores/bucket-lifecycle';
import { personalDataIn } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import type { Target } from '../../template/references';
import { asNumber, describe } from '../../template/values';

const LOCATION = 'Properties.LifecycleConfiguration';

/** Multipart uploads that nobody completed are aborted, in every bucket of data about persons, before its retention is over. */
export const uploadsAborted: Rule = {
  id: 'UploadsAborted',
  severity: 'error',
  resourceTypes: ['AWS::S3::Bucket', 'AWS::S3Express::DirectoryBucket'],
  why: 'The parts of an upload that nobody completed hold data that no listing shows and no expiration reaches.',
  fix: "Add a lifecycle rule without a filter that has 'AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }'. CustomerDataBucket has it.",
  cites: {
    [Framework.GDPR]: ['5(1)(e)'],
    [Framework.PIPL]: ['19'],
    [Framework.ISO27001]: ['8.10'],
    [Framework.NIST80053]: ['SI-12'],
  },
  exceptable: true,
  check: (resource, index) => {
    const declared = personalDataIn(resource, index);
    if (declared === undefined) return NOT_APPLICABLE;
    return violationsOrCompliant(abortionOf(resource, index).flatMap((days) => lingering(days, declared.retentionDays)));
  },
};

function lingering(target: Target, allowed: number | undefined): Violation[] {
  if (target.kind !== 'literal')
    return [{ location: LOCATION, detail: `whether unfinished uploads are ever aborted is ${describe([target])}` }];
  const days = asNumber(target.value);
  if (days === undefined) {
    return [{ location: LOCATION, detail: 'unfinished uploads stay for ever: no enabled rule for the whole bucket aborts them' }];
  }
  if (allowed === undefined || days <= allowed) return [];
  return [
    { location: LOCATION, detail: `unfinished uploads are aborted after ${inDays(days)}, and data may be kept for ${allowed}` },
  ];
}
