import { Framework } from '../../citation';
import { COPYING_TYPES, copiesOf } from '../../facts/copies/copies';
import type { Copy } from '../../facts/copies/copy';
import { declarationsOf, personalDataIn } from '../../facts/stores/declared-data';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';

/**
 * No copy of data about persons leaves the regions that the data may be in: no replica, no backup, no snapshot, and no replica of the
 * key that it rests under. It is judged at what makes the copy, by the residency of the store that the data comes from; where the
 * templates don't tell where a copy goes, it may go anywhere.
 *
 * What a program, a stream or a subscription carries elsewhere is no copy that a template shows, and not for this rule.
 */
export const copiesStayInResidency: Rule = {
  id: 'CopiesStayInResidency',
  severity: 'error',
  resourceTypes: COPYING_TYPES,
  why: 'A copy of personal data is personal data: where the data may not be, its copies may not be either.',
  fix: "Copy to a region of the data's residency, or add the region to the residency after examining the transfer. An ARN of a bucket has no region: make the bucket in the app, or name the key that replicas rest under ('ReplicaKmsKeyID'), which is in the bucket's region.",
  cites: {
    [Framework.GDPR]: ['44'],
    [Framework.PIPL]: ['38', '40'],
    [Framework.ISO27001]: ['5.14', '5.31'],
    [Framework.NIST80053]: ['SA-9(5)', 'AC-4'],
    [Framework.MLPS3]: ['8.2.4.5'],
  },
  exceptable: false,
  check: (resource, index) => {
    const copies = copiesOf(resource, index).filter(({ of }) => personalDataIn(of, index) !== undefined);
    if (copies.length === 0 && personalDataIn(resource, index) === undefined) return NOT_APPLICABLE;
    const what = resource.type.startsWith('AWS::KMS::') ? 'a replica of the key to' : 'a copy of the data in';
    // One plan may copy the data of many stores: what is the same of all of them is told of one.
    const found = new Map<string, Violation>();
    for (const { told, detail, location } of copies.flatMap((copy) => abroad(copy, what))) {
      if (!found.has(told)) found.set(told, { location, detail });
    }
    return violationsOrCompliant([...found.values()]);
  },
};

/** A store that doesn't say its residency is a matter of StaysInResidency. */
function abroad({ of, region, location }: Copy, what: string) {
  const residencies = declarationsOf(of).flatMap((declared) => {
    const terms = declared.personal ? declared.terms('residency') : [];
    return terms.length === 0 ? [] : [terms];
  });
  return residencies
    .filter((residency) => region === undefined || !residency.includes(region))
    .map((residency) => {
      const allowed = residency.join(', ');
      const detail =
        region === undefined
          ? `the templates don't tell to where ${what} '${of.path}' goes, and the data may be in ${allowed} alone`
          : `${what} '${of.path}' goes to '${region}', outside the residency of the data (${allowed})`;
      return { told: JSON.stringify([location, region, allowed]), location, detail };
    });
}
