import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { firewallsBlock } from '../../../lib/compliance/rules/network/firewalls-block';
import { webProtected } from '../../../lib/compliance/rules/network/web-protected';
import type { CountingRule } from '../../../lib/network/web-acl/counting';
import { exceptionsBelow, faultsOf, type Json, ruleNamed, violationsOf, webAclIn } from './fixtures';

const ROLLOUT = {
  reason: 'Partners call from data centres, whose addresses are looked at.',
  owner: 'platform',
  expires: '2027-03-01',
};
const LATER = { reason: 'What the search form sends is looked at first.', owner: 'shop', expires: '2027-05-01', ticket: 'NET-7' };

function overridesOf(webAcl: Json, name: string): Json {
  return ruleNamed(webAcl, name).Statement.ManagedRuleGroupStatement.RuleActionOverrides;
}

describe('a rule that counts', () => {
  test.each(['OutsideCountries', 'Oversize', 'RatePerIp', 'Login'])('%s: by its own action, and keeps its label', (rule) => {
    const props = { admitOnly: ['DE'], rates: [{ name: 'Login' }], counting: [{ rule, ...ROLLOUT }] };
    const { webAcl, acl } = webAclIn('eu-central-1', props);
    expect(ruleNamed(webAcl, rule).Action).toEqual({ Count: {} });
    expect(ruleNamed(webAcl, rule).RuleLabels).toEqual([{ Name: `strongroom:${rule}` }]);
    expect(violationsOf(acl, firewallsBlock)).toEqual([`Test/WebAcl/Resource: the rule '${rule}' has the action 'Count'`]);
  });

  test.each(['AntiDdos', 'IpReputation', 'AnonymousIp', 'KnownBadInputs', 'Common', 'SqlInjection'])(
    '%s: by an override of the whole group',
    (rule) => {
      const { webAcl, acl } = webAclIn('eu-central-1', { counting: [{ rule, ...ROLLOUT }] });
      expect(ruleNamed(webAcl, rule).OverrideAction).toEqual({ Count: {} });
      expect(violationsOf(acl, firewallsBlock)).toEqual([
        `Test/WebAcl/Resource: the rule '${rule}' overrides its group's actions by 'Count'`,
      ]);
    },
  );

  test('of a group, by an override of that one, while the rest blocks', () => {
    const { webAcl, acl } = webAclIn('eu-central-1', {
      counting: [{ rule: 'Common', within: 'CrossSiteScripting_BODY', ...ROLLOUT }],
    });
    expect(ruleNamed(webAcl, 'Common').OverrideAction).toEqual({ None: {} });
    expect(overridesOf(webAcl, 'Common')).toEqual([{ Name: 'CrossSiteScripting_BODY', ActionToUse: { Count: {} } }]);
    expect(violationsOf(acl, firewallsBlock)).toEqual([
      `Test/WebAcl/Resource: the rule 'Common' lets the rule 'CrossSiteScripting_BODY' of its group only count`,
    ]);
  });

  test('is told to block no more', () => {
    const { webAcl } = webAclIn('eu-central-1', {
      counting: [{ rule: 'IpReputation', within: 'AWSManagedIPDDoSList', ...ROLLOUT }],
    });
    expect(overridesOf(webAcl, 'IpReputation')).toEqual([{ Name: 'AWSManagedIPDDoSList', ActionToUse: { Count: {} } }]);
  });

  test('leaves every other rule as it is', () => {
    const { webAcl } = webAclIn('eu-central-1', { counting: [{ rule: 'AnonymousIp', ...ROLLOUT }] });
    const { webAcl: blocking } = webAclIn('eu-central-1');
    const others = ({ Rules }: Json) => Rules.filter(({ Name }: Json) => Name !== 'AnonymousIp');
    expect(others(webAcl)).toEqual(others(blocking));
  });
});

describe('its exception', () => {
  const rule = 'Strongroom::FirewallsBlock';

  test('is of the web ACL itself, until the rollout ends', () => {
    const { acl } = webAclIn('eu-central-1', { counting: [{ rule: 'AnonymousIp', ...ROLLOUT }] });
    expect(exceptionsBelow(acl)).toEqual([
      { path: 'Test/WebAcl/Resource', data: { ...ROLLOUT, rule, reason: `AnonymousIp: ${ROLLOUT.reason}` } },
    ]);
  });

  test('is one for all rules, and ends when the first of them does', () => {
    const counting = [
      { rule: 'Common', within: 'CrossSiteScripting_BODY', ...LATER },
      { rule: 'AnonymousIp', ...ROLLOUT },
    ];
    expect(exceptionsBelow(webAclIn('eu-central-1', { counting }).acl)).toEqual([
      {
        path: 'Test/WebAcl/Resource',
        data: {
          rule,
          reason: `Common/CrossSiteScripting_BODY: ${LATER.reason}; AnonymousIp: ${ROLLOUT.reason}`,
          owner: 'shop, platform',
          expires: '2027-03-01',
          ticket: 'NET-7',
        },
      },
    ]);
  });

  test('is not made where no rule counts', () => {
    expect(exceptionsBelow(webAclIn('eu-central-1').acl)).toEqual([]);
  });

  test('is not made for a rule that the region lacks, or it would be stale', () => {
    const { acl } = webAclIn('cn-north-1', { counting: [{ rule: 'AntiDdos', ...ROLLOUT }] });
    expect(exceptionsBelow(acl)).toEqual([]);
    expect(violationsOf(acl, firewallsBlock)).toEqual([]);
  });
});

test('what it protects needs no exception of its own, even while every group counts', () => {
  const groups = ['AntiDdos', 'IpReputation', 'AnonymousIp', 'KnownBadInputs', 'Common', 'SqlInjection'];
  const { stack, acl } = webAclIn('eu-central-1', { counting: groups.map((rule) => ({ rule, ...ROLLOUT })) });
  acl.protect(new UserPool(stack, 'Pool'));
  expect(violationsOf(acl, webProtected)).toEqual([]);
  expect(violationsOf(acl, firewallsBlock)).toHaveLength(groups.length);
  expect(exceptionsBelow(stack).map(({ path }) => path)).toEqual(['Test/WebAcl/Resource']);
});

test.each<[Partial<CountingRule>, RegExp]>([
  [
    { rule: 'Anonymous' },
    /^counting\[0\]\.rule: got 'Anonymous'; one of 'AntiDdos', 'Oversize', 'RatePerIp', 'IpReputation', 'AnonymousIp', 'KnownBadInputs', 'Common', 'SqlInjection', 'Login'$/,
  ],
  [{ rule: 'OutsideCountries' }, /^counting\[0\]\.rule: got 'OutsideCountries'; one of/],
  [
    { rule: 'AnonymousIp', within: 'Hosting' },
    /^counting\[0\]\.within: got 'Hosting'; one of 'AnonymousIPList', 'HostingProviderIPList'$/,
  ],
  [{ rule: 'RatePerIp', within: 'a' }, /^counting\[0\]\.within: got 'a'; nothing: 'RatePerIp' is no managed group$/],
  [{ rule: 'Common', expires: '2027-02-30' }, /^counting\[0\]\.expires: got '2027-02-30'; a day of the calendar/],
  [{ rule: 'Common', owner: ' ' }, /^counting\[0\]\.owner: got ' '; the team or role/],
  [{ rule: 'Common', ticket: '' }, /^counting\[0\]\.ticket: got ''; leave it out/],
  [{ rule: 'Common', reason: 'Because.' }, /^counting\[0\]\.reason: got 'Because\.'; a sentence/],
])('%j is refused', (given, fault) => {
  const counting = [{ ...ROLLOUT, ...given } as CountingRule];
  expect(faultsOf({ rates: [{ name: 'Login' }], counting })).toEqual([expect.stringMatching(fault)]);
});

test('a rule that is named twice is refused', () => {
  const counting = [
    { rule: 'Common', ...ROLLOUT },
    { rule: 'Common', ...LATER },
  ];
  expect(faultsOf({ counting })).toEqual([`counting[1]: got 'Common'; each once: it is 'counting[0]' already`]);
});
