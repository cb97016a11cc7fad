import { CfnResource, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { EXCEPTION_METADATA, type ExceptionRecord } from '../exceptions';
import { visit } from './app-templates';
import { isObject } from './resource';
import { applicationLine } from './source-location';

/** An acknowledgement as it stands on a construct's node, with what `except()` left beside it. */
export interface Acknowledgement {
  /** Qualified id of the rule; `Annotation::` stands before one that was given bare. */
  readonly rule: string;
  /** Construct path where it was made. It covers everything below. */
  readonly path: string;
  /** What `except()` recorded; `undefined` when somebody acknowledged without it. */
  readonly exception: ExceptionRecord | undefined;
  /** The application's line that made it. */
  readonly source: string | undefined;
  /** Whether the application's own code called `acknowledge`, rather than a package about its own construct. */
  readonly byApplication: boolean;
}

/** Every acknowledgement of an app and every resource, in one walk. */
export function collectAcknowledgements(root: IConstruct): { acknowledgements: Acknowledgement[]; resources: CfnResource[] } {
  const acknowledgements: Acknowledgement[] = [];
  const resources: CfnResource[] = [];
  visit(root, (construct) => {
    if (CfnResource.isCfnResource(construct)) resources.push(construct);
    acknowledgements.push(...acknowledgementsOf(construct));
  });
  return { acknowledgements, resources };
}

/** The last one for each rule is the one that holds, here as in the CDK. */
function acknowledgementsOf(construct: IConstruct): Iterable<Acknowledgement> {
  const found = new Map<string, Acknowledgement>();
  const { path, metadata } = construct.node;
  for (const { type, data, trace = [] } of metadata) {
    if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY || !isObject(data)) continue;
    for (const rule of Object.keys(data)) {
      const byApplication = /^\s*\.\.\.Validations\.acknowledge in aws-cdk-lib\.\.\.$/.test(trace[0] ?? '');
      found.set(rule, { rule, path, exception: undefined, source: applicationLine(trace), byApplication });
    }
  }
  for (const { type, data, trace = [] } of metadata) {
    if (type !== EXCEPTION_METADATA || !isExceptionRecord(data)) continue;
    const acknowledged = found.get(data.rule);
    if (acknowledged) found.set(data.rule, { ...acknowledged, exception: data, source: applicationLine(trace) });
  }
  return found.values();
}

function isExceptionRecord(data: unknown): data is ExceptionRecord {
  return isObject(data) && ['rule', 'reason', 'owner', 'expires'].every((field) => typeof data[field] === 'string');
}
