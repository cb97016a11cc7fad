import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

type Statement = CfnWebACL.StatementProperty;

/** What has no other form than that in which it was sent. */
export const AS_SENT: CfnWebACL.TextTransformationProperty[] = [{ priority: 0, type: 'NONE' }];

/** A path as the application sees it, or `/documents/../login` would begin with `/documents/`. */
const AS_ROUTED: CfnWebACL.TextTransformationProperty[] = [
  { priority: 0, type: 'URL_DECODE' },
  { priority: 1, type: 'NORMALIZE_PATH' },
];

/** Requests whose path begins so. */
export function pathBeginsWith(searchString: string): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: 'STARTS_WITH',
      searchString,
      textTransformations: AS_ROUTED,
    },
  };
}

/** Requests with a part that is longer than `bytes`, or longer than what AWS WAF gets to see of it. */
export function longerThan(fieldToMatch: CfnWebACL.FieldToMatchProperty, bytes: number): Statement {
  return { sizeConstraintStatement: { fieldToMatch, comparisonOperator: 'GT', size: bytes, textTransformations: AS_SENT } };
}

/** Requests to which a rule before has given a label. */
export function labelled(key: string): Statement {
  return { labelMatchStatement: { scope: 'LABEL', key } };
}

export function not(statement: Statement): Statement {
  return { notStatement: { statement } };
}

/** AWS WAF takes no `AND` of one. */
export function all(first: Statement, ...others: Statement[]): Statement {
  return others.length === 0 ? first : { andStatement: { statements: [first, ...others] } };
}

/** AWS WAF takes no `OR` of one. */
export function any(first: Statement, ...others: Statement[]): Statement {
  return others.length === 0 ? first : { orStatement: { statements: [first, ...others] } };
}
