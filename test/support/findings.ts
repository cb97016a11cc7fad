import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { EXCEPTION_METADATA, type ExceptionRecord, normalizeRuleId } from '../../lib/exceptions';

/** What cdk-nag's packs find below `scope` and no exception covers, errors and warnings, as `construct path: rule`. */
export function findings(scope: IConstruct): string[] {
  const nodes = new Map(scope.node.findAll().map((node) => [node.node.path, node]));
  return [new AwsSolutionsChecks(), new NIST80053R5Checks()].flatMap((pack) =>
    pack
      .validateScope(scope)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources
          .filter(({ constructPath }) => !excepted(nodes.get(constructPath ?? ''), `${pack.readPackName}::${ruleName}`))
          .map(({ constructPath }) => `${constructPath}: ${ruleName}`),
      ),
  );
}

function excepted(construct: IConstruct | undefined, rule: string): boolean {
  return (construct?.node.scopes ?? []).some((scope) =>
    scope.node.metadata.some(
      ({ type, data }) => type === EXCEPTION_METADATA && (data as ExceptionRecord).rule === normalizeRuleId(rule),
    ),
  );
}
