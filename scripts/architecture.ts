import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instance } from '@viz-js/viz';
import { type App, CfnResource, Stack, type Stage } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { indexOf } from '../lib/compliance/gate/app-templates';
import type { Drawing as NetworkDrawing } from '../lib/compliance/report/network-picture/drawing';
import { drawingOf as drawNetwork } from '../lib/compliance/report/network-picture/picture';
import { renderSvg } from '../lib/compliance/report/network-picture/render';
import { addBaseline, stagesOf, synthesize } from './synthesize';

// The gate judges; this only looks.
process.env['CDK_VALIDATION'] ??= 'false';

// `npm run architecture`: draws docs/architecture.svg from the synthesized templates of the last environment. A box is what a stack
// composes, an arrow says that its template refers to the other one. And docs/network.svg, the picture that `strongroom network` draws.

interface Box {
  readonly id: string;
  readonly stack: string;
  readonly name: string;
  readonly resources: number;
  readonly services: Set<string>;
}

/** The construct that a stack composes and that a resource is part of. */
function owner(resource: IConstruct): IConstruct {
  const { scopes } = resource.node;
  const own = scopes.indexOf(Stack.of(resource)) + 1;
  return scopes[own] ?? resource;
}

/** Resources of the whole stage by the logical ids and export names that templates refer to them by. */
function references(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) references(item, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref' && typeof item === 'string') found.add(item);
      else if (key === 'Fn::GetAtt' && Array.isArray(item)) found.add(String(item[0]));
      else if (key === 'Fn::ImportValue') found.add(`import:${JSON.stringify(item)}`);
      else references(item, found);
    }
  }
  return found;
}

interface Drawing {
  readonly environment: string;
  readonly boxes: readonly Box[];
  readonly edges: ReadonlySet<string>;
}

/** What is to be drawn of the last environment. */
function drawingOf(app: App, assembly: CloudAssembly): Drawing {
  const stage = stagesOf(app).at(-1);
  if (!stage) throw new Error('no environment');
  const { stacks } = assembly.getNestedAssembly(`assembly-${stage.node.id}`);
  const boxes = new Map<string, Box>();
  const home = new Map<string, string>();
  for (const node of stage.node.findAll()) {
    if (!CfnResource.isCfnResource(node)) continue;
    const stack = Stack.of(node);
    const top = owner(node);
    // The CDK's own machinery behind a custom resource.
    if (top.node.id.startsWith('Custom::')) continue;
    const box = boxes.get(top.node.path) ?? {
      id: top.node.path,
      stack: stack.node.id,
      name: top.node.id,
      resources: 0,
      services: new Set<string>(),
    };
    if (node.cfnResourceType === 'AWS::CDK::Metadata') continue;
    box.services.add(node.cfnResourceType.split('::')[1] ?? '');
    boxes.set(top.node.path, { ...box, resources: box.resources + 1 });
    home.set(`${stack.stackName}/${stack.resolve(node.logicalId)}`, top.node.path);
  }
  const templates = new Map(stacks.map((artifact) => [artifact.stackName, artifact.template]));
  return { environment: stage.node.id, boxes: [...boxes.values()], edges: edgesOf(stage, templates, home) };
}

/** The network of the last environment. */
function networkOf(app: App): NetworkDrawing {
  const stage = stagesOf(app).at(-1);
  const drawing = stage && drawNetwork(`Network of ${stage.node.id}`, indexOf(stage));
  if (!drawing) throw new Error('no network');
  return drawing;
}

async function main(): Promise<void> {
  const [{ environment, boxes, edges }, network] = synthesize(addBaseline, (app, assembly) => [
    drawingOf(app, assembly),
    networkOf(app),
  ]);
  writeFileSync(join(__dirname, '..', 'docs', 'network.svg'), await renderSvg(network));
  const viz = await instance();
  writeFileSync(join(__dirname, '..', 'docs', 'architecture.svg'), viz.renderString(dot(boxes, edges), { format: 'svg' }));
  console.log(`docs/architecture.svg: ${boxes.length} boxes, ${edges.size} arrows, environment '${environment}'`);
}

type Templates = Map<
  string,
  { Resources: Record<string, unknown>; Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }> }
>;

function edgesOf(stage: Stage, templates: Templates, home: ReadonlyMap<string, string>): Set<string> {
  const exported = new Map<string, string>();
  for (const [stack, { Outputs = {} }] of templates) {
    for (const { Value, Export } of Object.values(Outputs)) {
      const [target] = references(Value);
      if (Export && target) exported.set(`import:${JSON.stringify(Export.Name)}`, `${stack}/${target}`);
    }
  }
  const edges = new Set<string>();
  for (const [stack, { Resources }] of templates) {
    for (const [logicalId, resource] of Object.entries(Resources)) {
      const from = home.get(`${stack}/${logicalId}`);
      for (const reference of references(resource)) {
        const to = home.get(exported.get(reference) ?? `${stack}/${reference}`);
        if (from && to && from !== to) edges.add(`${JSON.stringify(from)} -> ${JSON.stringify(to)}`);
      }
    }
  }
  if (edges.size === 0) throw new Error(`no reference found in the templates of ${stage.node.path}`);
  return edges;
}

const COLOURS: Record<string, string> = {
  Guardrails: '#e8eaf6',
  Keys: '#fff8e1',
  Audit: '#efebe9',
  Network: '#e3f2fd',
  Access: '#f3e5f5',
  Detection: '#ffebee',
  Recovery: '#e0f2f1',
};

function dot(boxes: readonly Box[], edges: ReadonlySet<string>): string {
  const stacks = [...new Set(boxes.map(({ stack }) => stack))];
  const clusters = stacks.map(
    (stack, index) => `subgraph cluster_${index} {
  label=<<b>${stack}</b>> style="rounded,filled" color="#90a4ae" fillcolor="${COLOURS[stack] ?? '#e8f5e9'}"
${boxes
  .filter((box) => box.stack === stack)
  .map(
    (box) =>
      `  ${JSON.stringify(box.id)} [label=<<b>${box.name}</b><br/><font point-size="9" color="#546e7a">${[...box.services].sort().join(', ')} (${box.resources})</font>>]`,
  )
  .join('\n')}
}`,
  );
  return `digraph strongroom {
graph [rankdir=LR fontname="Helvetica" fontsize=13 nodesep=0.18 ranksep=1.1 compound=true bgcolor="white" pad=0.3]
node [shape=box style="rounded,filled" fillcolor="white" color="#607d8b" fontname="Helvetica" fontsize=11 margin="0.28,0.09"]
edge [color="#78909c" arrowsize=0.6 penwidth=0.8]
${clusters.join('\n')}
${[...edges].join('\n')}
}`;
}

void main();
