import { CfnResource, Validations } from 'aws-cdk-lib/core';
import type { IConstruct, MetadataEntry } from 'constructs';
import { InvalidInputError } from '../../errors';
import { EXCEPTION_METADATA, type ExceptionRecord, validateException } from '../../exceptions';
import { isObject } from '../template/resource';
import { visit } from './app-templates';
import { applicationLine } from './source-location';

/** An acknowledgement as it stands on a construct's node, with what `except()` left beside it. */
export interface Acknowledgement {
  /** Qualified id of the rule; `Annotation::` stands before one that was given bare. */
  readonly rule: string;
  /** Construct path where it was made. It covers everything below. */
  readonly path: string;
  /** What `except()` recorded; `undefined` when somebody acknowledged without it. */
  readonly exception: ExceptionRecord | undefined;
  /** What is wrong with that record, which somebody else may have written; `undefined` when nothing is. */
  readonly invalid: string | undefined;
  /** The application's line that made it. */
  readonly source: string | undefined;
  /** Whether the CDK itself made it, about a construct of its own: neither the application nor a package did. */
  readonly byCdk: boolean;
}

/**
 * The outermost function of the CDK's that led to an acknowledgement, as the CDK folds a trace: `...new Vpc2 in aws-cdk-lib...`. It is
 * `acknowledge` itself where somebody else called that, and an entry that was put onto a node has no trace at all.
 */
const BY_CDK = /^\s*\.\.\.(?!Validations\.acknowledge in )\S[^,]* in (aws-cdk-lib|\.pnpm)\.\.\.$/;

/** Every acknowledgement of an app and every resource, in one walk. */
export function collectAcknowledgements(root: IConstruct): { acknowledgements: Acknowledgement[]; resources: CfnResource[] } {
  const acknowledgements: Acknowledgement[] = [];
  const resources: CfnResource[] = [];
  visit(root, (construct) => {
    if (CfnResource.isCfnResource(construct)) resources.push(construct);
    const { path, metadata } = construct.node;
    acknowledgements.push(...acknowledgementsIn(path, metadata, (record) => validateException(construct, record)));
  });
  return { acknowledgements, resources };
}

/**
 * The acknowledgements among the entries of a construct's metadata. The last one for each rule is the one that holds, here as in the
 * CDK.
 *
 * @param validate throws InvalidInputError for an exception that nobody could answer for
 */
export function acknowledgementsIn(
  path: string,
  metadata: readonly MetadataEntry[],
  validate: (record: ExceptionRecord) => void,
): Iterable<Acknowledgement> {
  const found = new Map<string, Acknowledgement>();
  for (const { type, data, trace = [] } of metadata) {
    if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY || !isObject(data)) continue;
    for (const rule of Object.keys(data)) {
      const byCdk = path !== '' && BY_CDK.test(trace[0] ?? '');
      found.set(rule, { rule, path, exception: undefined, invalid: undefined, source: applicationLine(trace), byCdk });
    }
  }
  for (const { type, data, trace = [] } of metadata) {
    if (type !== EXCEPTION_METADATA || !isExceptionRecord(data)) continue;
    const acknowledged = found.get(data.rule);
    if (!acknowledged) continue;
    const invalid = whyInvalid(() => validate(data));
    found.set(data.rule, { ...acknowledged, exception: data, invalid, source: applicationLine(trace) });
  }
  return found.values();
}

/** What is wrong, as an acknowledgement says it; `undefined` when nothing is. */
export function whyInvalid(validate: () => void): string | undefined {
  try {
    validate();
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(({ property, got, allowed }) => `${property} is ${got}, and must be ${allowed}`).join('; ');
  }
}

function isExceptionRecord(data: unknown): data is ExceptionRecord {
  if (!isObject(data) || !['string', 'undefined'].includes(typeof data['ticket'])) return false;
  return ['rule', 'reason', 'owner', 'expires'].every((field) => typeof data[field] === 'string');
}
