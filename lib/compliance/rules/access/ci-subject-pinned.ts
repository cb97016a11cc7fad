import { Framework } from '../../citation';
import { oidcConditions, providersIn } from '../../facts/policies/oidc-trust';
import { trustsOf } from '../../facts/policies/trust';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';

/** What a subject begins with, before the name of whoever is meant: `repo:`, `project_path:`, `system:serviceaccount:`. */
const KIND = /^(system:serviceaccount|[a-z_]+):\/*/;
/** Claims of which every owner has the same, so that a subject that begins with one is pinned by a later claim only. */
const OF_ANY_OWNER = /^(actor|base_ref|context|environment|event_name|head_ref|ref|ref_type|runner_environment|sha|workflow):/;
const OF_OWNER = /:(job_workflow_ref|repo|repository|repository_id|repository_owner|repository_owner_id):[^*?$:/]+([:/]|$)/;
/** Providers whose users are everyone: there the audience is one's own pool or app. */
const OF_THE_PUBLIC = /(cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/;

/**
 * A role that an OpenID Connect provider vouches for is for one subject of it, such as a repository of one's own. Nobody else's
 * pipeline at the same provider may assume it. Of providers whose users are everyone, the audience is what tells one's own.
 *
 * Sources: "Create a role for OpenID Connect federation", IAM User Guide; "Configuring OpenID Connect in Amazon Web Services", GitHub.
 */
export const ciSubjectPinned: Rule = {
  id: 'CiSubjectPinned',
  severity: 'error',
  resourceTypes: ['AWS::IAM::Role'],
  why: 'The provider vouches for the pipelines of all of its customers, and each of them could assume the role.',
  fix: "Add a condition 'StringLike' on '<provider>:sub' that names the owner: 'repo:my-organisation/my-repository:ref:refs/heads/main'.",
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(4)'],
    [Framework.ISO27001]: ['5.15'],
    [Framework.NIST80053]: ['AC-3', 'IA-9'],
    [Framework.MLPS3]: ['8.1.4.2'],
  },
  exceptable: true,
  check: (role, index) => {
    const found = trustsOf(role, index).flatMap(({ statements }) =>
      statements.flatMap((statement) => providersIn(statement).map((provider) => ({ statement, provider }))),
    );
    if (found.length === 0) return NOT_APPLICABLE;
    return violationsOrCompliant(
      found.flatMap(({ statement, provider }): Violation[] => {
        const claim = OF_THE_PUBLIC.test(provider) ? 'aud' : 'sub';
        const conditions = oidcConditions(statement, role, index).filter(({ key }) => key.endsWith(`:${claim}`));
        const pinning = conditions.filter(({ operator }) =>
          /^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$/.test(operator),
        );
        if (pinning.some(({ values }) => values.length > 0 && values.every((value) => isPinned(value, claim)))) return [];
        const values = conditions.flatMap((condition) => condition.values).map((value) => `'${value}'`);
        const given =
          values.length === 0 ? `no condition is on '${claim}'` : `the condition on '${claim}' is ${values.join(', ')}`;
        return [{ location: statement.location, detail: `any pipeline or user of '${provider}' may assume the role: ${given}` }];
      }),
    );
  },
};

/** Whether the name after the kind is whole: `repo:my-organisation/*` is, `repo:*` and `repo:my*` are not. */
function isPinned(value: string, claim: string): boolean {
  if (claim === 'aud') return /^[^*?$]+$/.test(value) || /\$\{[^}$/]*\/[^}$]*\}/.test(value);
  if (OF_ANY_OWNER.test(value)) return OF_OWNER.test(value);
  return /^[^*?$:/]+([:/]|$)/.test(value.replace(KIND, ''));
}
