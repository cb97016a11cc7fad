import { InvalidInputError } from '../../errors';

/** Before it, an acknowledgement of a rule on one resource silenced the rule for the whole app. */
const OLDEST = [2, 271] as const;

/**
 * Refuses a CDK in which exceptions leak.
 *
 * @param version of aws-cdk-lib, as its package.json has it
 * @throws InvalidInputError naming the version
 */
export function requireCdkVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new InvalidInputError('version of the CDK', [
    {
      property: 'aws-cdk-lib',
      got: `'${version}'`,
      allowed: `${OLDEST.join('.')}.0 or later, because before it an exception for one resource silences its rule for the whole app: npm install aws-cdk-lib@latest`,
    },
  ]);
}
