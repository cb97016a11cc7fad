import { AccountRootPrincipal, type FederatedPrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { FaultCollector } from '../errors';

/** How old a second factor may be, in seconds, when someone takes a role. */
const OLDEST_SECOND_FACTOR = 3600;

/**
 * Who may take a role for people: by default the account's users whose own policies let them, and who gave a second factor within
 * the hour. A federation answers for its second factor itself, and must be pinned to an audience or a subject.
 *
 * The second factor can only be demanded here: a session of a role carries none, so a condition on it in the role's own policies
 * would lock everyone out. Source: "Secure API access with MFA", IAM User Guide.
 *
 * @throws InvalidInputError when the federation has no condition
 */
export function trusted(path: string, federation: FederatedPrincipal | undefined): IPrincipal {
  if (federation === undefined) {
    return new AccountRootPrincipal().withConditions({
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      NumericLessThan: { 'aws:MultiFactorAuthAge': String(OLDEST_SECOND_FACTOR) },
    });
  }
  const faults = new FaultCollector(`roles '${path}'`);
  faults.check(
    Object.keys(federation.conditions).length > 0,
    'federation.conditions',
    federation.conditions,
    'at least one: without a pinned audience or subject, everyone whom the provider knows could take the roles',
  );
  faults.throwIfAny();
  return federation;
}
