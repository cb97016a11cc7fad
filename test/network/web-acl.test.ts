import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { InvalidInputError } from '../../lib/errors';
import { WebAcl, type WebAclProps, WebAclScope } from '../../lib/network/web-acl';
import { Profile, provideProfile } from '../../lib/profile';
import { testStack } from '../support/app';
import { findings, resourcesOf } from './support';

const REFUSAL = { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'refused' } } };
const EVERYTHING = { MatchPattern: { All: {} }, MatchScope: 'ALL', OversizeHandling: 'MATCH' };

/** Capacity units that are in the base price of a web ACL. Source: "Web ACL capacity units (WCUs) in AWS WAF". */
const BASE_PRICE_CAPACITY = 1500;
/** Capacity units that AWS fixed for its groups. Source: "AWS Managed Rules rule groups list". */
const GROUP_CAPACITY = new Map([
  ['AWSManagedRulesAmazonIpReputationList', 25],
  ['AWSManagedRulesAnonymousIpList', 50],
  ['AWSManagedRulesKnownBadInputsRuleSet', 200],
  ['AWSManagedRulesCommonRuleSet', 700],
  ['AWSManagedRulesSQLiRuleSet', 200],
]);

describe('a web ACL', () => {
  const stack = testStack();
  const acl = new WebAcl(stack, 'WebAcl');
  const webAcl = propertiesOf(stack);

  test('lets through what no rule refuses, and tells nothing to whom it refuses', () => {
    expect(webAcl.Scope).toBe('REGIONAL');
    expect(webAcl.DefaultAction).toEqual({ Allow: {} });
    expect(webAcl.CustomResponseBodies).toEqual({
      refused: { ContentType: 'APPLICATION_JSON', Content: '{"message":"Forbidden"}' },
    });
  });

  test('refuses what is too big to inspect', () => {
    expect(ruleNamed(webAcl, 'Oversize')).toEqual({
      Name: 'Oversize',
      Priority: 0,
      Action: REFUSAL,
      Statement: {
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
      },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName: 'Oversize' },
    });
  });

  test('refuses an address that sends more than 1,000 requests in five minutes', () => {
    expect(ruleNamed(webAcl, 'RatePerIp')).toEqual({
      Name: 'RatePerIp',
      Priority: 1,
      Action: REFUSAL,
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 1000, EvaluationWindowSec: 300 } },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName: 'RatePerIp' },
    });
  });

  test.each([
    ['IpReputation', 10, 'AWSManagedRulesAmazonIpReputationList', [{ Name: 'AWSManagedIPDDoSList', ActionToUse: { Block: {} } }]],
    ['AnonymousIp', 11, 'AWSManagedRulesAnonymousIpList', undefined],
    ['KnownBadInputs', 12, 'AWSManagedRulesKnownBadInputsRuleSet', undefined],
    ['Common', 13, 'AWSManagedRulesCommonRuleSet', undefined],
    ['SqlInjection', 14, 'AWSManagedRulesSQLiRuleSet', undefined],
  ])('has %s in force', (name, priority, group, overrides) => {
    expect(ruleNamed(webAcl, name)).toEqual({
      Name: name,
      Priority: priority,
      OverrideAction: { None: {} },
      Statement: {
        ManagedRuleGroupStatement: { VendorName: 'AWS', Name: group, ...(overrides && { RuleActionOverrides: overrides }) },
      },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName: name },
    });
  });

  test('has those rules and no other, and every one of them blocks', () => {
    expect(webAcl.Rules).toHaveLength(7);
    expect(webAcl.Rules.filter((rule: Rule) => !blocks(rule))).toEqual([]);
  });

  test.each([
    ['an own rule', { Name: 'a', Action: { Count: {} } }],
    ['an own rule that allows', { Name: 'a', Action: { Allow: {} } }],
    ['an overridden group', { Name: 'a', OverrideAction: { Count: {} } }],
    ['a rule without any action', { Name: 'a' }],
    [
      'a rule of a group',
      {
        Name: 'a',
        OverrideAction: { None: {} },
        Statement: { ManagedRuleGroupStatement: { RuleActionOverrides: [{ Name: 'b', ActionToUse: { Count: {} } }] } },
      },
    ],
    [
      'a rule excluded from a group',
      { Name: 'a', OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { ExcludedRules: [{ Name: 'b' }] } } },
    ],
  ] satisfies [string, Rule][])('%s that only counts would be seen', (_, rule) => {
    expect(blocks(rule)).toBe(false);
  });

  test('is within the capacity of its base price', () => {
    const capacity = webAcl.Rules.reduce((sum: number, { Statement }: Rule) => sum + capacityOf(Statement), 0);
    expect(capacity).toBe(1210);
    expect(capacity).toBeLessThanOrEqual(BASE_PRICE_CAPACITY);
  });

  test('keeps credentials and query strings out of what a match shows', () => {
    expect(webAcl.DataProtectionConfig).toEqual({
      DataProtections: [
        { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'cookie'] } },
        { Action: 'SUBSTITUTION', Field: { FieldType: 'QUERY_STRING' } },
      ],
    });
  });

  test('keeps no sample of a request', () => {
    expect(webAcl.VisibilityConfig).toEqual({
      CloudWatchMetricsEnabled: true,
      SampledRequestsEnabled: false,
      MetricName: expect.stringMatching(/^Test-WebAcl-[0-9A-F]{8}$/),
    });
  });

  test('breaks no rule', () => {
    expect(findings(acl)).toEqual([]);
  });
});

describe('its logs', () => {
  const stack = testStack();
  new WebAcl(stack, 'WebAcl');
  const [logGroup] = resourcesOf(stack, 'AWS::Logs::LogGroup');

  test('go to a log group of the prefix that WAF demands, under the key for logs', () => {
    const [key] = resourcesOf(stack, 'AWS::KMS::Key').filter(({ path }) => path.includes('/KeyHierarchy/logs/'));
    expect(logGroup?.properties).toEqual({
      LogGroupName: expect.stringMatching(/^aws-waf-logs-Test-WebAcl-[0-9A-F]{8}$/),
      KmsKeyId: { 'Fn::GetAtt': [key?.id, 'Arn'] },
      RetentionInDays: 365,
      Tags: [
        { Key: 'strongroom:asset', Value: 'web-acl-logs' },
        { Key: 'strongroom:category', Value: 'internal' },
        { Key: 'strongroom:owner', Value: 'strongroom' },
      ],
    });
  });

  test('leave out credentials and query strings', () => {
    expect(resourcesOf(stack, 'AWS::WAFv2::LoggingConfiguration').map(({ properties }) => properties)).toEqual([
      {
        ResourceArn: { 'Fn::GetAtt': [resourcesOf(stack, 'AWS::WAFv2::WebACL')[0]?.id, 'Arn'] },
        // Without `:*` at its end, which WAF refuses.
        LogDestinationConfigs: [
          { 'Fn::Join': ['', ['arn:aws:logs:eu-central-1:123456789012:log-group:', { Ref: logGroup?.id }]] },
        ],
        RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }, { QueryString: {} }],
      },
    ]);
  });

  test('are delivered by a policy of the stack, for this account alone, which stands before', () => {
    const [policy] = resourcesOf(stack, 'AWS::Logs::ResourcePolicy');
    const parts: (string | object)[] = policy?.properties.PolicyDocument['Fn::Join'][1];
    const text = parts.map((part) => (typeof part === 'string' ? part : '<log group>')).join('');
    expect(JSON.parse(text)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: 'arn:aws:logs:eu-central-1:123456789012:log-group:<log group>:log-stream:*',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:logs:eu-central-1:123456789012:*' },
          },
        },
      ],
    });
    const logging = Object.values(Template.fromStack(stack).findResources('AWS::WAFv2::LoggingConfiguration'))[0];
    expect(logging?.['DependsOn']).toEqual([policy?.id]);
  });

  test.each([
    [Profile.PROD, 'Retain'],
    [Profile.DEV, 'Delete'],
  ])('in the profile %s: %s', (profile, policy) => {
    const other = testStack();
    provideProfile(other, profile);
    new WebAcl(other, 'WebAcl');
    expect(Object.values(Template.fromStack(other).findResources('AWS::Logs::LogGroup'))[0]?.['DeletionPolicy']).toBe(policy);
  });
});

describe('an association', () => {
  test('puts the web ACL before a resource', () => {
    const stack = testStack();
    const acl = new WebAcl(stack, 'WebAcl');
    acl.associate('Api', 'arn:aws:apigateway:eu-central-1::/restapis/abc/stages/prod');
    expect(resourcesOf(stack, 'AWS::WAFv2::WebACLAssociation').map(({ path, properties }) => ({ path, properties }))).toEqual([
      {
        path: 'Test/WebAcl/Api',
        properties: {
          WebACLArn: { 'Fn::GetAtt': [resourcesOf(stack, 'AWS::WAFv2::WebACL')[0]?.id, 'Arn'] },
          ResourceArn: 'arn:aws:apigateway:eu-central-1::/restapis/abc/stages/prod',
        },
      },
    ]);
  });

  test('is refused for CloudFront, with what to do instead', () => {
    const acl = new WebAcl(testStack({ account: '123456789012', region: 'us-east-1' }), 'WebAcl', {
      scope: WebAclScope.CLOUDFRONT,
    });
    expect(() => acl.associate('Site', 'arn:aws:cloudfront::123456789012:distribution/E1')).toThrow(
      new InvalidInputError(`association 'Site' of web ACL 'Test/WebAcl'`, [
        {
          property: 'scope',
          got: `'CLOUDFRONT'`,
          allowed: `'REGIONAL'; a CloudFront distribution takes the ARN as its 'webAclId' instead`,
        },
      ]),
    );
  });
});

describe('scope and rate', () => {
  test('CloudFront in us-east-1', () => {
    const stack = testStack({ account: '123456789012', region: 'us-east-1' });
    new WebAcl(stack, 'WebAcl', { scope: WebAclScope.CLOUDFRONT, requestsPerFiveMinutes: 10 });
    expect(propertiesOf(stack).Scope).toBe('CLOUDFRONT');
    expect(ruleNamed(propertiesOf(stack), 'RatePerIp')?.Statement.RateBasedStatement.Limit).toBe(10);
  });

  test.each(['eu-central-1', 'cn-north-1', undefined])('CloudFront in %s is refused', (region) => {
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
    expect(faultsOf({ scope: WebAclScope.CLOUDFRONT, requestsPerFiveMinutes: 0 })).toHaveLength(2);
  });

  test('in China, with all rules and the names of the partition', () => {
    const stack = testStack({ account: '123456789012', region: 'cn-north-1' });
    new WebAcl(stack, 'WebAcl');
    expect(propertiesOf(stack).Rules).toHaveLength(7);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('arn:aws:');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: rules of a template are arbitrary JSON, and the assertions state their shape.
type Rule = any;

/** A rule blocks when it says so itself, or when its group's rules do what they do, and none of those is told to do less. */
function blocks(rule: Rule): boolean {
  const group = rule.Statement?.ManagedRuleGroupStatement;
  if (rule.Action !== undefined) return rule.Action.Block !== undefined;
  return (
    rule.OverrideAction?.None !== undefined &&
    (group?.RuleActionOverrides ?? []).every(({ ActionToUse }: Rule) => ActionToUse.Block !== undefined) &&
    (group?.ExcludedRules ?? []).length === 0
  );
}

/** A size constraint takes 1 unit, and 10 at most for its text transformation; a rate by source address takes 2. */
function capacityOf(statement: Rule): number {
  if (statement.OrStatement) return 11 * statement.OrStatement.Statements.length;
  if (statement.RateBasedStatement) return 2;
  const capacity = GROUP_CAPACITY.get(statement.ManagedRuleGroupStatement?.Name);
  if (capacity === undefined) throw new Error(`nobody noted the capacity of ${JSON.stringify(statement)}`);
  return capacity;
}

function propertiesOf(stack: Stack): Rule {
  return resourcesOf(stack, 'AWS::WAFv2::WebACL')[0]?.properties;
}

function ruleNamed(webAcl: Rule, name: string): Rule {
  return webAcl.Rules.find((rule: Rule) => rule.Name === name);
}

function faultsOf(props: WebAclProps, region: string | undefined = 'eu-central-1'): string[] {
  try {
    new WebAcl(testStack(region === undefined ? {} : { account: '123456789012', region }), 'WebAcl', props);
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.faults.map(({ property, got, allowed }) => `${property}: got ${got}; ${allowed}`);
    throw error;
  }
  return [];
}
