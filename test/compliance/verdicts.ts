import type { IConstruct } from 'constructs';
import { judge } from '../../lib/compliance/judge';
import { StrongroomChecks } from '../../lib/compliance/packs';
import type { Rule, Violation } from '../../lib/compliance/rule';
import { TemplateIndex } from '../../lib/compliance/template/template-index';
import { ENVIRONMENT } from '../support/app';

/** A template in an environment that is known. */
function indexOf(template: unknown): TemplateIndex {
  return new TemplateIndex([{ name: 'Test', template, environment: ENVIRONMENT }]);
}

/** What a rule says of the resources of one plain template, by logical id; of the template itself by an empty one. */
export function outcomes(rule: Rule, resources: Record<string, unknown>): Record<string, string> {
  const index = indexOf({ Resources: resources });
  return Object.fromEntries(judge(index, [rule]).map(({ resource, verdict }) => [resource.logicalId, verdict.outcome]));
}

/** The violations of the only resource of a type that has some. */
export function violationsOf(rule: Rule, resources: Record<string, unknown>): readonly Violation[] {
  return violationsInTemplate(rule, { Resources: resources });
}

/** The violations in one plain template. */
export function violationsInTemplate(rule: Rule, template: unknown): readonly Violation[] {
  return judge(indexOf(template), [rule]).flatMap(({ verdict }) => (verdict.outcome === 'violation' ? verdict.violations : []));
}

/** Construct paths at which a rule of the pack has findings in a synthesized app. */
export function pathsWithFindings(scope: IConstruct, rule: Rule): string[] {
  return new StrongroomChecks()
    .validateScope(scope)
    .violations.filter(({ ruleName }) => ruleName === rule.id)
    .flatMap(({ violatingResources }) => violatingResources.map(({ constructPath }) => constructPath ?? ''));
}
