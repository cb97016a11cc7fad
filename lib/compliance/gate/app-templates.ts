import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { EXISTING_METADATA, type ExistingRecord } from '../../existing';
import { DESCRIBED_NETWORK_METADATA } from '../../network/existing/existing-network';
import { isObject, type JsonObject } from '../template/resource';
import { TemplateIndex, type TemplateSource } from '../template/template-index';

/**
 * The index of a synthesized tree: of every stack below `root`, nested ones and those of other stages too. It reads the
 * templates that were written, because they are what will be deployed.
 *
 * @param today the day of the judgement, `YYYY-MM-DD`: today by default
 */
export function indexOf(root: IConstruct, today?: string): TemplateIndex {
  const stacks = new Map<Stack, Map<string, string>>();
  const existing: ExistingIn[] = [];
  const described: TemplateSource[] = [];
  visit(root.node.root, (construct) => existing.push(...existingAt(construct)));
  visit(root, (construct) => {
    if (Stack.isStack(construct)) pathsOf(stacks, construct);
    if (CfnResource.isCfnResource(construct)) {
      const { stack, logicalId } = construct;
      pathsOf(stacks, stack).set(String(stack.resolve(logicalId)), construct.node.path);
    }
    described.push(...describedAt(construct));
  });
  const templates = [...stacks].map(([stack, paths]) => sourceOf(stack, paths, existing));
  return new TemplateIndex([...templates, ...described], today);
}

/** The networks that stand already and that a construct describes. */
function describedAt(construct: IConstruct): TemplateSource[] {
  const { node } = construct;
  return node.metadata.flatMap(({ type, data }) => {
    const template = describedTemplateOf(type, data);
    if (template === undefined) return [];
    const stack = Stack.of(construct);
    return [
      {
        ...describedSource(node.path, template),
        stage: Stage.of(construct)?.node.path,
        environment: { account: known(stack.account), region: known(stack.region) },
      },
    ];
  });
}

/** What a metadata entry describes, if it is such an entry. */
export function describedTemplateOf(type: string, data: unknown): JsonObject | undefined {
  const template = type === DESCRIBED_NETWORK_METADATA && isObject(data) ? data['template'] : undefined;
  return isObject(template) ? template : undefined;
}

/** A source that describes what stands already; its resources are reported below `path`. */
export function describedSource(path: string, template: JsonObject) {
  return { name: path, template, describesExisting: true, pathOf: (id: string) => `${path}/${id}` } as const;
}

/** Calls `visitor` with `root` and everything below it. */
export function visit(root: IConstruct, visitor: (construct: IConstruct) => void): void {
  visitor(root);
  for (const child of root.node.children) visit(child, visitor);
}

/** The templates of an assembly that no stack of the tree writes: what adds an artifact by itself puts there what nobody has judged. */
export function strangersAmong<T extends { readonly templatePath: string }>(
  templates: readonly T[],
  root: IConstruct,
): readonly T[] {
  const known = new Set<string>();
  visit(root.node.root, (construct) => {
    if (Stack.isStack(construct)) known.add(resolve(templateFileOf(construct)));
  });
  return templates.filter(({ templatePath }) => !known.has(resolve(templatePath)));
}

/** What constructs say that somebody else provides, each with its path. */
export function existingIn(root: IConstruct): readonly { readonly path: string; readonly record: ExistingRecord }[] {
  const found: { readonly path: string; readonly record: ExistingRecord }[] = [];
  visit(root, (construct) => {
    for (const { record } of existingAt(construct)) found.push({ path: construct.node.path, record });
  });
  return found;
}

/** The file that a stack's template is written to. */
function templateFileOf(stack: Stack): string {
  return join(Stage.of(stack)?.outdir ?? '', stack.templateFile);
}

function pathsOf(stacks: Map<Stack, Map<string, string>>, stack: Stack): Map<string, string> {
  const found = stacks.get(stack);
  if (found !== undefined) return found;
  const made = new Map<string, string>();
  stacks.set(stack, made);
  return made;
}

function sourceOf(stack: Stack, paths: ReadonlyMap<string, string>, existing: readonly ExistingIn[]): TemplateSource {
  const stages = stack.node.scopes.filter(Stage.isStage);
  const deployer = stack.nestedStackResource;
  return {
    name: stack.node.path,
    template: JSON.parse(readFileSync(templateFileOf(stack), 'utf8')),
    stackName: known(stack.stackName),
    stage: Stage.of(stack)?.node.path,
    existing: existing.filter(({ stage }) => stage !== undefined && stages.includes(stage)).map(({ record }) => record),
    environment: { account: known(stack.account), region: known(stack.region) },
    nestedIn: deployer && { template: deployer.stack.node.path, logicalId: String(deployer.stack.resolve(deployer.logicalId)) },
    pathOf: (logicalId) => paths.get(logicalId),
  };
}

/** What somebody else provides for a stage, and for those in it. */
interface ExistingIn {
  readonly stage: Stage | undefined;
  readonly record: ExistingRecord;
}

function existingAt(construct: IConstruct): ExistingIn[] {
  // Of a stage itself the CDK says the one around it.
  const stage = [...construct.node.scopes].reverse().find(Stage.isStage);
  return construct.node.metadata.flatMap(({ type, data }) =>
    type === EXISTING_METADATA && isExistingRecord(data) ? [{ stage, record: data }] : [],
  );
}

export function isExistingRecord(data: unknown): data is ExistingRecord {
  return (
    isObject(data) &&
    typeof data['providedBy'] === 'string' &&
    data['providedBy'].trim() !== '' &&
    (data['rules'] === undefined || Array.isArray(data['rules']))
  );
}

function known(value: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
