import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, type NagPack, NIST80053R5Checks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { EXCEPTION_METADATA, normalizeRuleId } from '../../lib/exceptions';

/** A resource of a template, as JSON. */
export interface TemplateResource {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is arbitrary JSON, and the assertions state its shape.
  readonly properties: any;
}

/** Every resource of a stack's template, with the path of its construct. */
export function resourcesOf(stack: Stack, type?: string): TemplateResource[] {
  const paths = new Map(
    stack.node.findAll().flatMap((node) => {
      const id = 'logicalId' in node ? stack.resolve(node.logicalId) : undefined;
      return typeof id === 'string' ? [[id, node.node.path] as const] : [];
    }),
  );
  return Object.entries(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string; Properties?: unknown }>)
    .filter(([, resource]) => type === undefined || resource.Type === type)
    .map(([id, resource]) => ({ id, path: paths.get(id) ?? id, type: resource.Type, properties: resource.Properties ?? {} }));
}

/** What cdk-nag's packs find below a construct and no exception covers: `rule at path`. */
export function findings(scope: IConstruct): string[] {
  const packs: [string, NagPack][] = [
    ['AwsSolutions', new AwsSolutionsChecks()],
    ['NIST.800.53.R5', new NIST80053R5Checks()],
  ];
  return packs.flatMap(([name, pack]) =>
    pack.validateScope(scope).violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources
        .map(({ constructPath }) => constructPath ?? '')
        .filter((path) => !excepted(scope, path, `${name}::${ruleName}`))
        .map((path) => `${name}::${ruleName} at ${path}`),
    ),
  );
}

function excepted(scope: IConstruct, path: string, rule: string): boolean {
  const node = scope.node.root.node.findAll().find((candidate) => candidate.node.path === path);
  return (node?.node.scopes ?? []).some((ancestor) =>
    ancestor.node.metadata.some(({ type, data }) => type === EXCEPTION_METADATA && data.rule === normalizeRuleId(rule)),
  );
}
