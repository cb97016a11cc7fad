import { isAbsolute, relative } from 'node:path';
import { CfnElement } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A frame as the CDK keeps it: `new Orders (/app/lib/orders.ts:12:5)`. Frames of packages are folded to `...aws-cdk-lib...`. */
const FRAME = /\(?([^()]+):(\d+):(\d+)\)?$/;

/** A line of source, and whether it is the very one. */
export interface SourceLocation {
  /** Relative to the working directory, where that is shorter: `lib/orders.ts:12:5`. */
  readonly line: string;
  /** False when the construct's own trace has no line of the application, and this is the line of what made it. */
  readonly exact: boolean;
}

/**
 * The line of the application that made a construct. The CDK keeps the creation stack of every CloudFormation element by default,
 * ten frames deep; where those are all the CDK's own, as in a VPC's subnets, an element beside or above the construct knows
 * the line.
 */
function sourceOf(construct: IConstruct): SourceLocation | undefined {
  const own = lineOf(construct);
  if (own !== undefined) return { line: own, exact: true };
  for (const ancestor of [...construct.node.scopes].reverse()) {
    for (const candidate of [ancestor, ...ancestor.node.children]) {
      const line = lineOf(candidate);
      if (line !== undefined) return { line, exact: false };
    }
  }
  return undefined;
}

/** The line of the application that made the construct of a path. */
export function sourceAt(root: IConstruct, path: string): SourceLocation | undefined {
  let at: IConstruct | undefined = root.node.root;
  for (const id of path.split('/')) at = at?.node.tryFindChild(id);
  return at && sourceOf(at);
}

/** The first line of a trace that belongs to the application. */
export function applicationLine(trace: readonly string[]): string | undefined {
  for (const frame of trace) {
    const [, file, line, column] = FRAME.exec(frame.trim().replace(/^at /, '')) ?? [];
    if (file === undefined || file.startsWith('node:') || file.includes('/node_modules/') || file.includes('\\node_modules\\'))
      continue;
    const near = isAbsolute(file) ? relative(process.cwd(), file) : file;
    return `${near.length < file.length ? near : file}:${line}:${column}`;
  }
  return undefined;
}

function lineOf(construct: IConstruct): string | undefined {
  return CfnElement.isCfnElement(construct) ? applicationLine(construct.creationStack) : undefined;
}
