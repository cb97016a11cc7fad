import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** A group of rules that AWS keeps current. */
interface ManagedRuleGroup {
  /** Name of our rule, and of its metric. */
  readonly name: string;
  /** Name that AWS gave the group. */
  readonly group: string;
  /** Rules of the group that only count unless they are told to block. */
  readonly counting?: readonly string[];
}

/** Key of the body that refused requests get. */
export const REFUSAL = 'refused';

/** Longest body that WAF inspects everywhere, in bytes. */
const INSPECTED_BYTES = 8192;
/** Window that a rate is counted in, in seconds. */
const RATE_WINDOW = 300;

/**
 * The groups in force, in their order: the cheapest to evaluate first. None is versioned by us, so that each stays current.
 *
 * All of them are in the China Regions, whose documentation of WAF names what is missing there. Sources: "AWS Managed Rules rule
 * groups list", "Amazon WAF" in "Getting Started with Amazon Web Services in China".
 */
const MANAGED_RULE_GROUPS: readonly ManagedRuleGroup[] = [
  {
    name: 'IpReputation',
    group: 'AWSManagedRulesAmazonIpReputationList',
    counting: ['AWSManagedIPDDoSList'],
  },
  { name: 'AnonymousIp', group: 'AWSManagedRulesAnonymousIpList' },
  { name: 'KnownBadInputs', group: 'AWSManagedRulesKnownBadInputsRuleSet' },
  { name: 'Common', group: 'AWSManagedRulesCommonRuleSet' },
  { name: 'SqlInjection', group: 'AWSManagedRulesSQLiRuleSet' },
];

/** Every rule of the web ACL, in its order. Each blocks. */
export function webAclRules(requestsPerWindow: number): CfnWebACL.RuleProperty[] {
  return [oversize(0), ratePerIp(1, requestsPerWindow), ...MANAGED_RULE_GROUPS.map((group, index) => managed(10 + index, group))];
}

/** Metrics, but no samples: a sample keeps requests in clear, whatever the logs leave out. */
export function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

/** WAF hands on what it did not inspect. So a request with more than it inspects is refused. */
function oversize(priority: number): CfnWebACL.RuleProperty {
  const everything = { matchPattern: { all: {} }, matchScope: 'ALL', oversizeHandling: 'MATCH' };
  const fields: CfnWebACL.FieldToMatchProperty[] = [
    { body: { oversizeHandling: 'MATCH' } },
    { headers: everything },
    { cookies: everything },
  ];
  const statements = fields.map((fieldToMatch) => ({
    sizeConstraintStatement: {
      fieldToMatch,
      comparisonOperator: 'GT',
      size: INSPECTED_BYTES,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  }));
  return own('Oversize', priority, { orStatement: { statements } });
}

function ratePerIp(priority: number, limit: number): CfnWebACL.RuleProperty {
  return own('RatePerIp', priority, {
    rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: RATE_WINDOW },
  });
}

function own(name: string, priority: number, statement: CfnWebACL.StatementProperty): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    statement,
    action: { block: { customResponse: { responseCode: 403, customResponseBodyKey: REFUSAL } } },
    visibilityConfig: visibility(name),
  };
}

function managed(priority: number, { name, group, counting = [] }: ManagedRuleGroup): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: group,
        ...(counting.length > 0 && { ruleActionOverrides: counting.map((rule) => ({ name: rule, actionToUse: { block: {} } })) }),
      },
    },
    overrideAction: { none: {} },
    visibilityConfig: visibility(name),
  };
}
