import { Stage } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, type NagPack, NIST80053R5Checks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { ANSWERING_RULES, answersTo } from '../../lib/compliance/gate/answers';
import { indexOf } from '../../lib/compliance/gate/app-templates';
import { judge } from '../../lib/compliance/judge';
import { OWN_PACK } from '../../lib/compliance/packs';
import { RULES } from '../../lib/compliance/rules';
import { EXCEPTION_METADATA, type ExceptionRecord, normalizeRuleId } from '../../lib/exceptions';

/**
 * What packs of cdk-nag's, those that are judged by unless somebody chooses, find below `scope`, errors and warnings, as `construct path: rule`: what no exception covers and no rule of
 * Strongroom's answers. Backups are in the baseline and in no part of it, so that what they answer is left out.
 */
export function findings(
  scope: IConstruct,
  packs: readonly NagPack[] = [new AwsSolutionsChecks(), new NIST80053R5Checks()],
): string[] {
  const nodes = new Map(scope.node.findAll().map((node) => [node.node.path, node]));
  const passed = settled(scope, nodes);
  return packs.flatMap((pack) =>
    pack.validateScope(scope).violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources
        .filter(({ constructPath }) => !answered(`${pack.readPackName}::${ruleName}`, constructPath ?? '', passed))
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

/** Where rules of Strongroom's that answer others pass, or are excepted, as `rule at path`. */
function settled(scope: IConstruct, nodes: ReadonlyMap<string, IConstruct>): ReadonlySet<string> {
  const stage = scope.node.root;
  if (!Stage.isStage(stage)) throw new Error(`'${scope.node.path}' is in no app`);
  // A test may have changed the tree since it looked at a template.
  stage.synth({ force: true });
  const judgements = judge(
    indexOf(stage),
    RULES.filter(({ id }) => ANSWERING_RULES.includes(id)),
  );
  return new Set(
    judgements.flatMap(({ rule, resource: { path }, verdict }) => {
      return verdict.outcome === 'compliant' || excepted(nodes.get(path), `${OWN_PACK}::${rule.id}`)
        ? [`${rule.id} at ${path}`]
        : [];
    }),
  );
}

function answered(rule: string, path: string, passed: ReadonlySet<string>): boolean {
  return (answersTo(rule)?.rules ?? []).some((own) => own === 'PersonalDataBackedUp' || passed.has(`${own} at ${path}`));
}
