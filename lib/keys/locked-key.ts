import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { InvalidInputError } from '../errors';

/**
 * A key whose policy is what it was made with. Constructs of the CDK that would add to it, as a topic, a queue or a bucket does for
 * whoever it admits, add nothing; what they grant to identities goes to the identities' policies.
 */
export class LockedKey extends Key {
  public override addToResourcePolicy(statement: PolicyStatement, allowNoOp = true): AddToResourcePolicyResult {
    if (!allowNoOp) {
      throw new InvalidInputError(`key '${this.node.path}'`, [
        {
          property: 'policy',
          got: `a further statement, ${JSON.stringify(statement.toStatementJson().Sid ?? 'without Sid')}`,
          allowed: 'the policy of a key is whole from the start: allow the use in the policy of the identity',
        },
      ]);
    }
    return { statementAdded: false };
  }
}
