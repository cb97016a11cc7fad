import { type Stack, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { indexOf } from '../../../lib/compliance/gate/app-templates';
import { judge } from '../../../lib/compliance/judge';
import type { Rule as ComplianceRule } from '../../../lib/compliance/rule';
import { InvalidInputError } from '../../../lib/errors';
import { EXCEPTION_METADATA } from '../../../lib/exceptions';
import { WebAcl, type WebAclProps } from '../../../lib/network/web-acl/web-acl';
import { testStack } from '../../support/app';
import { resourcesOf } from '../support';

// biome-ignore lint/suspicious/noExplicitAny: rules of a template are arbitrary JSON, and the assertions state their shape.
export type Json = any;

export const ACCOUNT = '123456789012';

/** In place of a region that only the deployment knows. */
export const UNKNOWN_REGION = 'unknown';

/** A stack in a region, with a web ACL. */
export function webAclIn(
  region: string,
  props?: WebAclProps,
): { readonly stack: Stack; readonly acl: WebAcl; readonly webAcl: Json } {
  const stack = testStack(region === UNKNOWN_REGION ? {} : { account: ACCOUNT, region });
  const acl = new WebAcl(stack, 'WebAcl', props);
  return {
    stack,
    acl,
    // Only when it is asked for: a tree may not change after its template was made.
    get webAcl() {
      return propertiesOf(stack);
    },
  };
}

function propertiesOf(stack: Stack): Json {
  return resourcesOf(stack, 'AWS::WAFv2::WebACL')[0]?.properties;
}

export function ruleNamed(webAcl: Json, name: string): Json {
  return webAcl.Rules.find((rule: Json) => rule.Name === name);
}

export function namesOf(webAcl: Json): string[] {
  return webAcl.Rules.map(({ Name }: Json) => Name);
}

/** Every fault of the properties, each as `property: got; allowed`. */
export function faultsOf(props: WebAclProps, region = 'eu-central-1'): string[] {
  return faultsIn(() => webAclIn(region, props));
}

export function faultsIn(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(({ property, got, allowed }) => `${property}: got ${got}; ${allowed}`);
  }
  return [];
}

/** Violations of one rule of Strongroom's below an app, each as `path: detail`, whatever is excepted. */
export function violationsOf(construct: IConstruct, rule: ComplianceRule): string[] {
  const stage = construct.node.root;
  if (!Stage.isStage(stage)) throw new Error(`'${construct.node.path}' is in no app`);
  stage.synth();
  return judge(indexOf(stage), [rule]).flatMap(({ resource, verdict }) =>
    verdict.outcome === 'violation' ? verdict.violations.map(({ detail }) => `${resource.path}: ${detail}`) : [],
  );
}

/** Exceptions below a construct, by its path. */
export function exceptionsBelow(scope: IConstruct): { path: string; data: unknown }[] {
  return scope.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === EXCEPTION_METADATA).map(({ data }) => ({ path: node.path, data })),
    );
}

/** Capacity units that AWS fixed for its groups. Source: "AWS Managed Rules rule groups list". */
const GROUP_CAPACITY = new Map([
  ['AWSManagedRulesAntiDDoSRuleSet', 50],
  ['AWSManagedRulesAmazonIpReputationList', 25],
  ['AWSManagedRulesAnonymousIpList', 50],
  ['AWSManagedRulesKnownBadInputsRuleSet', 200],
  ['AWSManagedRulesCommonRuleSet', 700],
  ['AWSManagedRulesSQLiRuleSet', 200],
]);

/** Units of each kind of statement, by the pages of "Using rule statements in AWS WAF"; each text transformation takes 10 at most. */
function capacityOf(statement: Json): number {
  const [kind, content]: [string, Json] = Object.entries(statement)[0] ?? ['', {}];
  const transformations = 10 * (content.TextTransformations ?? []).length;
  switch (kind) {
    case 'ManagedRuleGroupStatement':
      return GROUP_CAPACITY.get(content.Name) ?? Number.NaN;
    case 'RateBasedStatement':
      return (
        2 + 30 * (content.CustomKeys ?? []).length + (content.ScopeDownStatement ? capacityOf(content.ScopeDownStatement) : 0)
      );
    case 'AndStatement':
    case 'OrStatement':
      return content.Statements.map(capacityOf).reduce((sum: number, units: number) => sum + units);
    case 'NotStatement':
      return capacityOf(content.Statement);
    case 'SizeConstraintStatement':
      return 1 + transformations;
    case 'ByteMatchStatement':
      return 2 + transformations;
    case 'GeoMatchStatement':
    case 'LabelMatchStatement':
      return 1;
    default:
      throw new Error(`nobody noted the capacity of ${kind}`);
  }
}

export function capacityOfAcl(webAcl: Json): number {
  return webAcl.Rules.map(({ Statement }: Json) => capacityOf(Statement)).reduce((sum: number, units: number) => sum + units);
}
