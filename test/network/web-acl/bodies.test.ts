import { firewallsBlock } from '../../../lib/compliance/rules/network/firewalls-block';
import { WebAclScope } from '../../../lib/network/web-acl/web-acl';
import { exceptionsBelow, faultsOf, type Json, namesOf, ruleNamed, violationsOf, webAclIn } from './fixtures';

const begins = (SearchString: string) => ({
  ByteMatchStatement: {
    FieldToMatch: { UriPath: {} },
    PositionalConstraint: 'STARTS_WITH',
    SearchString,
    TextTransformations: [
      { Priority: 0, Type: 'URL_DECODE' },
      { Priority: 1, Type: 'NORMALIZE_PATH' },
    ],
  },
});
const longer = (Size: number) => ({
  SizeConstraintStatement: {
    FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
    ComparisonOperator: 'GT',
    Size,
    TextTransformations: [{ Priority: 0, Type: 'NONE' }],
  },
});
const except = (...paths: string[]) => {
  const [first, ...others] = paths.map(begins);
  return { NotStatement: { Statement: others.length === 0 ? first : { OrStatement: { Statements: [first, ...others] } } } };
};
const and = (...Statements: Json[]) => ({ AndStatement: { Statements } });

const BODIES = [
  { path: '/documents/', kilobytes: 64 },
  { path: '/notes/', kilobytes: 16 },
];

describe('longer bodies below a path', () => {
  const { webAcl, acl } = webAclIn('eu-central-1', { bodies: BODIES });

  test('are refused beyond the limit of their path, and beyond 8 KB elsewhere', () => {
    expect(ruleNamed(webAcl, 'Oversize').Statement.OrStatement.Statements.slice(0, 3)).toEqual([
      and(longer(8192), except('/documents/', '/notes/')),
      and(longer(16_384), except('/documents/')),
      longer(65_536),
    ]);
    expect(ruleNamed(webAcl, 'Oversize').Statement.OrStatement.Statements).toHaveLength(5);
  });

  test('are inspected as far as the longest that is admitted', () => {
    const limit = { DefaultSizeInspectionLimit: 'KB_64' };
    expect(webAcl.AssociationConfig).toEqual({ RequestBody: { API_GATEWAY: limit, COGNITO_USER_POOL: limit } });
  });

  test('of a distribution, too', () => {
    const bodies = [{ path: '/documents/', kilobytes: 32 }];
    const { webAcl: other } = webAclIn('us-east-1', { scope: WebAclScope.CLOUDFRONT, bodies });
    expect(other.AssociationConfig).toEqual({ RequestBody: { CLOUDFRONT: { DefaultSizeInspectionLimit: 'KB_32' } } });
  });

  test('of 16 KB need no setting', () => {
    expect(webAclIn('eu-central-1', { bodies: BODIES.slice(1) }).webAcl.AssociationConfig).toBeUndefined();
  });

  test('are not refused by the rule of AWS that knows no paths: another refuses what it labels, elsewhere', () => {
    expect(ruleNamed(webAcl, 'Common').Statement.ManagedRuleGroupStatement.RuleActionOverrides).toEqual([
      { Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } },
    ]);
    expect(namesOf(webAcl).slice(-1)).toEqual(['LongBody']);
    expect(ruleNamed(webAcl, 'LongBody').Action.Block).toBeDefined();
    expect(ruleNamed(webAcl, 'LongBody').Statement).toEqual(
      and(
        { LabelMatchStatement: { Scope: 'LABEL', Key: 'awswaf:managed:aws:core-rule-set:SizeRestrictions_Body' } },
        except('/documents/', '/notes/'),
      ),
    );
  });

  test('let no rule only count, and need no exception', () => {
    expect(violationsOf(acl, firewallsBlock)).toEqual([]);
    expect(exceptionsBelow(acl)).toEqual([]);
  });
});

const ROLLOUT = { reason: 'What partners upload is looked at first.', owner: 'platform', expires: '2027-03-01' };

test('the rule of AWS that only labels then can not count; the one that refuses can', () => {
  const within = { rule: 'Common', within: 'SizeRestrictions_BODY', ...ROLLOUT };
  expect(faultsOf({ counting: [within] })).toEqual([]);
  expect(faultsOf({ counting: [within], bodies: BODIES })).toEqual([
    expect.stringMatching(/^counting\[0\]\.within: got 'SizeRestrictions_BODY'; one of 'CrossSiteScripting_BODY', /),
  ]);
  const { acl } = webAclIn('eu-central-1', { counting: [{ rule: 'LongBody', ...ROLLOUT }], bodies: BODIES });
  expect(violationsOf(acl, firewallsBlock)).toEqual([
    `Test/WebAcl/Resource: the rule 'Common' lets the rule 'SizeRestrictions_BODY' of its group only count`,
    `Test/WebAcl/Resource: the rule 'LongBody' has the action 'Count'`,
  ]);
});

test.each([
  [[{ path: '/a', kilobytes: 8 }], ['bodies[0].kilobytes: got 8; one of 16, 32, 48, 64']],
  [
    [
      { path: '/a/', kilobytes: 64 },
      { path: '/a/b/', kilobytes: 16 },
    ],
    [`bodies[1].path: got '/a/b/'; a path that is not below '/a/', which has a limit of its own`],
  ],
  [Array.from({ length: 6 }, (_, index) => ({ path: `/${index}`, kilobytes: 16 })), [`bodies: got '6 paths'; at most 5`]],
])('the bodies %j are refused', (bodies, faults) => {
  expect(faultsOf({ bodies })).toEqual(faults);
});
