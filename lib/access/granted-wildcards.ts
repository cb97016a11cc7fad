import { CfnManagedPolicy, type ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { rules } from 'cdk-nag';
import { except, NEXT_REVIEW, OWN_EXCEPTIONS } from '../exceptions';

/** Every object of one bucket, or every index of one table. */
const PARTS_OF_A_STORE = /^Resource::[^*]+\/\*$/;
/**
 * Excepts the wildcards that a grant on a declared store cannot do without; any other wildcard in the policy stays a finding.
 *
 * They are known when references between stacks are, so they are excepted while the tree is validated.
 */
export function exceptGrantedWildcards(policy: ManagedPolicy, reason: string): void {
  let done = false;
  policy.node.addValidation({
    validate: () => {
      if (!done) exceptNow(policy, reason);
      done = true;
      return [];
    },
  });
}

function exceptNow(policy: ManagedPolicy, reason: string): void {
  const resource = policy.node.defaultChild;
  if (!(resource instanceof CfnManagedPolicy)) return;
  const found = rules.iam.IAMNoWildcardPermissions(resource);
  const granted = Array.isArray(found) ? found.filter((finding) => PARTS_OF_A_STORE.test(finding)) : [];
  if (granted.length === 0) return;
  except(policy, {
    rule: granted.map((finding) => `AwsSolutions::AwsSolutions-IAM5[${finding}]`),
    reason,
    owner: OWN_EXCEPTIONS,
    expires: NEXT_REVIEW,
  });
}
