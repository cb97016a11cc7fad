import { Framework } from '../../citation';
import { confinesTo } from '../../facts/policies/known-callers';
import { policiesOf } from '../../facts/policies/policies';
import type { Statement } from '../../facts/policies/statement';
import { type Rule, type Violation, violationsOrCompliant } from '../../rule';

/** Conditions that say whose a caller is. */
const WHOSE = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'kms:CallerAccount',
];

/**
 * No key is for anyone: a statement that allows every principal, or all but some, is bound to accounts, an organisation, a network,
 * or the resource that a service acts for. `kms:ViaService` alone binds nobody, for a service calls for every account.
 */
export const keyNotForAnyone: Rule = {
  id: 'KeyNotForAnyone',
  severity: 'error',
  resourceTypes: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  why: 'A key that anyone may use protects from no one.',
  fix: "Name the principals, or bind the statement by 'kms:CallerAccount', 'aws:PrincipalOrgID' or 'aws:SourceAccount'; KeyHierarchy's policies do.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)', '51(4)'],
    [Framework.ISO27001]: ['8.3', '8.24'],
    [Framework.NIST80053]: ['AC-3', 'AC-6', 'SC-12'],
    [Framework.MLPS3]: ['8.1.4.2'],
  },
  exceptable: false,
  check: (key, index) => {
    return violationsOrCompliant(
      policiesOf(key, index).flatMap(({ location, open, statements }): readonly Violation[] => [
        ...(open ? [{ location, detail: 'only the deployment knows the policy of the key, or a part of it' }] : []),
        ...statements.filter(isForAnyone).map((statement) => {
          const whom = statement.notPrincipal ? "everyone but those that 'NotPrincipal' names" : "every principal ('*')";
          return {
            location: statement.location,
            detail: `the key's policy allows ${statement.actions.join(', ') || 'actions'} to ${whom}, and no condition says whose they are`,
          };
        }),
      ]),
    );
  },
};

function isForAnyone(statement: Statement): boolean {
  return statement.allows && statement.forAnyone && !confinesTo(statement, WHOSE);
}
