import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';

export { findings } from '../support/findings';

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
