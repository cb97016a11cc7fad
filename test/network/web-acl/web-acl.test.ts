import { Template } from 'aws-cdk-lib/assertions';
import { Duration } from 'aws-cdk-lib/core';
import { RULES } from '../../../lib/compliance/rules';
import { firewallsBlock } from '../../../lib/compliance/rules/network/firewalls-block';
import { RateKey } from '../../../lib/network/web-acl/rate';
import { LoggedRequests, WebAclLogs, type WebAclProps, WebAclScope } from '../../../lib/network/web-acl/web-acl';
import { DdosSensitivity } from '../../../lib/network/web-acl/web-acl-rules';
import { findings } from '../support';
import { capacityOfAcl, faultsOf, type Json, namesOf, ruleNamed, UNKNOWN_REGION, violationsOf, webAclIn } from './fixtures';

const REFUSAL = { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'refused' } } };
const THROTTLING = { Block: { CustomResponse: { ResponseCode: 429, CustomResponseBodyKey: 'throttled' } } };
const EVERYTHING = { MatchPattern: { All: {} }, MatchScope: 'ALL', OversizeHandling: 'MATCH' };

/** Capacity units that are in the base price of a web ACL. Source: "Web ACL capacity units (WCUs) in AWS WAF". */
const BASE_PRICE_CAPACITY = 1500;
/** Capacity units that a web ACL may have. */
const MOST_CAPACITY = 5000;

function visibility(MetricName: string): Json {
  return { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName };
}

function own(Name: string, Priority: number, Statement: Json, Action: Json = REFUSAL): Json {
  return { Name, Priority, Statement, Action, RuleLabels: [{ Name: `strongroom:${Name}` }], VisibilityConfig: visibility(Name) };
}

function managed(Name: string, Priority: number, group: string, rest: Json = {}): Json {
  return {
    Name,
    Priority,
    OverrideAction: { None: {} },
    Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: group, ...rest } },
    VisibilityConfig: visibility(Name),
  };
}

const ANTI_DDOS = {
  SensitivityToBlock: 'MEDIUM',
  ClientSideActionConfig: { Challenge: { UsageOfAction: 'DISABLED' } },
};

describe('a web ACL', () => {
  const { stack, acl, webAcl } = webAclIn('eu-central-1');

  test('lets through what no rule refuses, and tells nothing to whom it refuses', () => {
    expect(webAcl.Scope).toBe('REGIONAL');
    expect(webAcl.DefaultAction).toEqual({ Allow: {} });
    expect(webAcl.CustomResponseBodies).toEqual({
      refused: { ContentType: 'APPLICATION_JSON', Content: '{"message":"Forbidden"}' },
      throttled: { ContentType: 'APPLICATION_JSON', Content: '{"message":"Too Many Requests"}' },
    });
  });

  test('has these rules, in this order, and no other', () => {
    expect(webAcl.Rules).toEqual([
      managed('AntiDdos', 0, 'AWSManagedRulesAntiDDoSRuleSet', {
        ManagedRuleGroupConfigs: [{ AWSManagedRulesAntiDDoSRuleSet: ANTI_DDOS }],
      }),
      own('Oversize', 1, {
        OrStatement: {
          Statements: [{ Body: { OversizeHandling: 'MATCH' } }, { Headers: EVERYTHING }, { Cookies: EVERYTHING }].map(
            (FieldToMatch) => ({
              SizeConstraintStatement: {
                FieldToMatch,
                ComparisonOperator: 'GT',
                Size: 8192,
                TextTransformations: [{ Priority: 0, Type: 'NONE' }],
              },
            }),
          ),
        },
      }),
      own('RatePerIp', 2, { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 1000, EvaluationWindowSec: 300 } }, THROTTLING),
      managed('IpReputation', 3, 'AWSManagedRulesAmazonIpReputationList', {
        RuleActionOverrides: [{ Name: 'AWSManagedIPDDoSList', ActionToUse: { Block: {} } }],
      }),
      managed('AnonymousIp', 4, 'AWSManagedRulesAnonymousIpList'),
      managed('KnownBadInputs', 5, 'AWSManagedRulesKnownBadInputsRuleSet'),
      managed('Common', 6, 'AWSManagedRulesCommonRuleSet'),
      managed('SqlInjection', 7, 'AWSManagedRulesSQLiRuleSet'),
    ]);
  });

  test('blocks by every rule', () => {
    expect(violationsOf(acl, firewallsBlock)).toEqual([]);
  });

  test('is within the capacity of its base price', () => {
    expect(capacityOfAcl(webAcl)).toBe(1260);
    expect(capacityOfAcl(webAcl)).toBeLessThanOrEqual(BASE_PRICE_CAPACITY);
  });

  test('leaves to AWS WAF how far it inspects bodies', () => {
    expect(webAcl.AssociationConfig).toBeUndefined();
  });

  test('keeps no sample of a request', () => {
    expect(webAcl.VisibilityConfig).toEqual(visibility(expect.stringMatching(/^Test-WebAcl-[0-9A-F]{8}$/) as never));
  });

  test('breaks no rule', () => {
    expect(findings(acl)).toEqual([]);
  });

  test('has ids that do not change, or it and its logs would be replaced', () => {
    const types = ['AWS::WAFv2::WebACL', 'AWS::WAFv2::LoggingConfiguration', 'AWS::Logs::LogGroup'];
    expect(types.map((type) => Object.keys(Template.fromStack(stack).findResources(type)))).toEqual([
      ['WebAclE76B067C'],
      ['WebAclLogging56D8A3B1'],
      ['WebAclLogs68403EB9'],
    ]);
  });
});

describe('with everything that can be asked of it', () => {
  const keys = RateKey.combined(RateKey.IP, RateKey.header('a'), RateKey.header('b'), RateKey.header('c'), RateKey.cookie('d'));
  const { webAcl } = webAclIn('eu-central-1', {
    rates: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'].map((name) => ({ name, key: keys, path: '/login' })),
    admitOnly: ['DE'],
    bodies: [16, 32, 48, 64, 64].map((kilobytes, index) => ({ path: `/documents${index}/`, kilobytes })),
  });

  test('is within the capacity that a web ACL may have', () => {
    expect(capacityOfAcl(webAcl)).toBeGreaterThan(BASE_PRICE_CAPACITY);
    expect(capacityOfAcl(webAcl)).toBeLessThanOrEqual(MOST_CAPACITY);
  });

  test('has its rules in one order', () => {
    const groups = ['IpReputation', 'AnonymousIp', 'KnownBadInputs', 'Common', 'SqlInjection'];
    const rates = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'];
    const names = ['AntiDdos', 'OutsideCountries', 'Oversize', 'RatePerIp', ...rates, ...groups, 'LongBody'];
    expect(namesOf(webAcl)).toEqual(names);
    expect(webAcl.Rules.map(({ Priority }: Json) => Priority)).toEqual(names.map((_, index) => index));
  });
});

describe("Strongroom's own rules", () => {
  const counting = [
    {
      rule: 'AnonymousIp',
      reason: 'Partners call from data centres, which are looked at.',
      owner: 'shop',
      expires: '2027-03-01',
    },
  ];

  test.each<[string, WebAclProps, string[]]>([
    ['as it is', {}, []],
    ['with a bucket for its logs', { logs: WebAclLogs.BUCKET, logged: LoggedRequests.MATCHED }, []],
    ['with longer bodies below a path', { bodies: [{ path: '/documents/', kilobytes: 64 }] }, []],
    [
      'with a rule that counts',
      { counting },
      [`FirewallsBlock: Test/WebAcl/Resource: the rule 'AnonymousIp' overrides its group's actions by 'Count'`],
    ],
  ])('%s', (_, props, expected) => {
    const { acl } = webAclIn('eu-central-1', props);
    const found = RULES.flatMap((rule) => violationsOf(acl, rule).map((violation) => `${rule.id}: ${violation}`));
    expect(found.filter((violation) => violation.includes(': Test/WebAcl/'))).toEqual(expected);
  });
});

describe('while there is a flood', () => {
  const configOf = (webAcl: Json) =>
    ruleNamed(webAcl, 'AntiDdos').Statement.ManagedRuleGroupStatement.ManagedRuleGroupConfigs[0].AWSManagedRulesAntiDDoSRuleSet;

  test('browsers are challenged where it is said which paths are not', () => {
    const antiDdos = { sensitivity: DdosSensitivity.HIGH, challengeExcept: ['^/api/', '\\.(css|js|png)$'] };
    expect(configOf(webAclIn('eu-central-1', { antiDdos }).webAcl)).toEqual({
      SensitivityToBlock: 'HIGH',
      ClientSideActionConfig: {
        Challenge: {
          UsageOfAction: 'ENABLED',
          Sensitivity: 'HIGH',
          ExemptUriRegularExpressions: [{ RegexString: '^/api/' }, { RegexString: '\\.(css|js|png)$' }],
        },
      },
    });
  });

  test.each([
    [{ challengeExcept: [] }, /^antiDdos\.challengeExcept: got \[\]; a list: one to 5 regular expressions/],
    [{ challengeExcept: ['('] }, /^antiDdos\.challengeExcept\[0\]: got '\('; a regular expression of 1 to 512 characters$/],
    [{ challengeExcept: ['a', 'b', 'c', 'd', 'e', 'f'] }, /^antiDdos\.challengeExcept: got '6 expressions'; one to 5/],
    [{ sensitivity: 'low' as DdosSensitivity }, /^antiDdos\.sensitivity: got 'low'; one of LOW, MEDIUM, HIGH$/],
  ])('%j is refused', (antiDdos, fault) => {
    expect(faultsOf({ antiDdos })).toEqual([expect.stringMatching(fault)]);
  });
});

describe('scope, rate and region', () => {
  test('CloudFront in us-east-1', () => {
    const { webAcl, acl } = webAclIn('us-east-1', { scope: WebAclScope.CLOUDFRONT, requestsPerFiveMinutes: 10 });
    expect(webAcl.Scope).toBe('CLOUDFRONT');
    expect(ruleNamed(webAcl, 'RatePerIp').Statement.RateBasedStatement.Limit).toBe(10);
    expect(webAcl.Rules).toHaveLength(8);
    expect(findings(acl)).toEqual([]);
  });

  test.each(['eu-central-1', 'cn-north-1', UNKNOWN_REGION])('CloudFront in %s is refused', (region) => {
    expect(faultsOf({ scope: WebAclScope.CLOUDFRONT }, region)).toEqual([
      `scope: got 'CLOUDFRONT'; in a stack whose region is 'us-east-1': AWS keeps CloudFront's web ACLs there`,
    ]);
  });

  test.each([9, 2_000_000_001, 10.5])('a rate of %d is refused', (requestsPerFiveMinutes) => {
    expect(faultsOf({ requestsPerFiveMinutes })).toEqual([
      `requestsPerFiveMinutes: got ${requestsPerFiveMinutes}; a whole number, 10 to 2000000000`,
    ]);
  });

  test('every fault is named at once', () => {
    const faults = faultsOf({
      scope: WebAclScope.CLOUDFRONT,
      requestsPerFiveMinutes: 0,
      rates: [{ name: 'Login', window: Duration.minutes(3) }],
      admitOnly: ['XX'],
      forwardedHeader: 'X Forwarded For',
      bodies: [{ path: 'documents', kilobytes: 65 }],
      antiDdos: { challengeExcept: [''] },
      counting: [{ rule: 'Login', reason: 'Too short', owner: '', expires: 'tomorrow' }],
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'scope',
      'requestsPerFiveMinutes',
      'admitOnly[0]',
      'forwardedHeader',
      'bodies[0].kilobytes',
      'bodies[0].path',
      'antiDdos.challengeExcept[0]',
      'rates[0].window',
      'counting[0].reason',
      'counting[0].owner',
      'counting[0].expires',
    ]);
  });

  test('in China, with the names of the partition, without what is not there', () => {
    const { stack, webAcl, acl } = webAclIn('cn-north-1');
    expect(namesOf(webAcl)).toEqual([
      ...['Oversize', 'RatePerIp', 'IpReputation', 'AnonymousIp', 'KnownBadInputs', 'Common', 'SqlInjection'],
    ]);
    expect(webAcl.Rules.map(({ Priority }: Json) => Priority)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('arn:aws:');
    expect(violationsOf(acl, firewallsBlock)).toEqual([]);
  });

  test('in a region that only the deployment knows, with all of them', () => {
    expect(webAclIn(UNKNOWN_REGION).webAcl.Rules).toHaveLength(8);
  });
});
