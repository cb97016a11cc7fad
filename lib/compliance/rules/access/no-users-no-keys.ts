import { Framework } from '../../citation';
import { COMPLIANT, NOT_APPLICABLE, type Rule } from '../../rule';
import { ACCOUNT_TYPE } from '../../template/template-index';

/** Credentials that never end, by type. */
const LASTING: Readonly<Record<string, string>> = {
  'AWS::IAM::AccessKey': 'an access key that never ends',
  'AWS::IAM::User': 'an IAM user, whose password and keys never end',
};

/**
 * Nobody has credentials that last: no IAM user, and no access key. What runs has a role, and a person takes one for a session.
 * Source: "Security best practices in IAM".
 */
export const noUsersNoKeys: Rule = {
  id: 'NoUsersNoKeys',
  severity: 'error',
  resourceTypes: [ACCOUNT_TYPE, ...Object.keys(LASTING)],
  why: 'A key that never ends is leaked at some time, and works until somebody notices.',
  fix: 'Remove it. Give a workload a role, a pipeline a role that trusts its OpenID Connect provider, and a person IAM Identity Center or one of the CustomerDataRoles.',
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['5.16', '5.17', '8.5'],
    [Framework.NIST80053]: ['IA-2', 'IA-5', 'AC-2'],
    [Framework.MLPS3]: ['8.1.4.1', '8.1.4.2'],
  },
  exceptable: true,
  check: (resource, index) => {
    const what = LASTING[resource.type];
    if (what !== undefined)
      return { outcome: 'violation', violations: [{ location: 'Properties', detail: `the template makes ${what}` }] };
    // The violations of an account are at what it has.
    return index.inAccountOf(resource, ...Object.keys(LASTING)).length === 0 ? COMPLIANT : NOT_APPLICABLE;
  },
};
