import { NestedStack, Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { FaultCollector, InvalidInputError } from './errors';

/** Why a construct may break a rule, who answers for it, and until when. */
export interface ExceptionProps {
  /**
   * The rule, or several with the same reason: `Pack::Rule`, as the report prints it. Where a rule has findings, one of them:
   * `AwsSolutions::AwsSolutions-S1`, `NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled`,
   * `AwsSolutions::AwsSolutions-IAM5[Resource::*]`, `Strongroom::CustomerDataDeclared`.
   */
  readonly rule: string | readonly string[];
  /** Why the rule does not apply here, or what stands in its place: a sentence that an auditor accepts. */
  readonly reason: string;
  /** The team or role that answers for the exception. */
  readonly owner: string;
  /** The last day on which the exception is in force, in UTC: `YYYY-MM-DD`. */
  readonly expires: string;
  /**
   * Where the exception was decided: a ticket, a decision record.
   * @default - none
   */
  readonly ticket?: string;
}

/** An exception as it stands on a construct's node, where the gate and the assembly's manifest find it. */
export interface ExceptionRecord {
  /** The rule's id in the form that `Validations` keeps it. */
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly ticket?: string;
}

/** Type of the metadata entry that holds an `ExceptionRecord`. It stands in the assembly's manifest, never in a template. */
export const EXCEPTION_METADATA = 'strongroom:exception';

/** When Strongroom's own exceptions are reviewed next. Moving it is that review: each reason is read again. */
export const NEXT_REVIEW = '2027-11-30';

/** Owner of the exceptions that Strongroom makes for its own constructs. */
export const OWN_EXCEPTIONS = 'strongroom';

/** `Pack::Rule` or `Pack::Rule[finding]`. CDK replaces the spaces of both parts by hyphens. */
const QUALIFIED = /^[A-Za-z][\w. -]*::[A-Za-z@][^[\]{}()]*?(\[.+\])?$/s;
const ANNOTATION = /^(annotation|Annotation|Construct-Annotations|Construct Annotations)::/;
const MINIMUM_REASON = { characters: 20, words: 4 };

/**
 * The only way out of a rule: excepts a construct inside a stack, and everything below it, for a reason, under an owner, until a
 * date.
 *
 * The rule's id is qualified by its pack, because the CDK keeps a qualified acknowledgement in `validation-report.json`, with its
 * reason and place, while cdk-nag drops what a bare id silences. The gate refuses the exception once it has expired or matches
 * no finding any more, and one that outlasts the next review.
 *
 * @throws InvalidInputError naming every fault at once
 */
export function except(construct: IConstruct, props: ExceptionProps): void {
  const rules = typeof props.rule === 'string' ? [props.rule] : props.rule;
  validateException(construct, props);
  for (const rule of rules) {
    acknowledge(construct, rule, props.reason);
    const { reason, owner, expires, ticket } = props;
    const record: ExceptionRecord = {
      rule: normalizeRuleId(rule),
      reason,
      owner,
      expires,
      ...(ticket === undefined ? {} : { ticket }),
    };
    construct.node.addMetadata(EXCEPTION_METADATA, record, { stackTrace: true, traceFromFunction: except });
  }
}

/** A rule's id in the form in which `Validations` keeps and compares it. */
export function normalizeRuleId(id: string): string {
  return id.replaceAll(' ', '-');
}

/**
 * Refuses an exception that nobody could answer for. The gate asks it of every record, because a construct's metadata is open to
 * all.
 *
 * @throws InvalidInputError naming every fault at once
 */
export function validateException(construct: IConstruct, props: ExceptionProps): void {
  const faults = new FaultCollector(`exception of '${construct.node.path}'`);
  faults.check(isInsideOneStack(construct), 'construct', construct.node.path, PLACE_CURE);
  checkException(faults, props);
  faults.throwIfAny();
}

/** Checks what an exception says, wherever it stands. */
export function checkException(faults: FaultCollector, props: ExceptionProps): void {
  const rules = typeof props.rule === 'string' ? [props.rule] : props.rule;
  faults.check(rules.length > 0, 'rule', rules, `at least one rule's id: 'Pack::Rule'`);
  for (const rule of rules) {
    if (!faults.check(!ANNOTATION.test(rule), 'rule', rule, ANNOTATION_CURE)) continue;
    faults.check(
      QUALIFIED.test(rule),
      'rule',
      rule,
      `a rule's id qualified by its pack: 'Pack::Rule', or 'Pack::Rule[finding]' for one finding`,
    );
  }
  const words = (props.reason ?? '').trim().split(/\s+/).length;
  faults.check(
    (props.reason ?? '').trim().length >= MINIMUM_REASON.characters && words >= MINIMUM_REASON.words,
    'reason',
    props.reason,
    `a sentence of at least ${MINIMUM_REASON.characters} characters and ${MINIMUM_REASON.words} words: why the rule does not apply here, or what stands in its place`,
  );
  faults.check((props.owner ?? '').trim().length > 0, 'owner', props.owner, 'the team or role that answers for the exception');
  faults.check(isDate(props.expires), 'expires', props.expires, `a day of the calendar as YYYY-MM-DD: '${NEXT_REVIEW}'`);
  faults.check(
    props.ticket === undefined || props.ticket.trim().length > 0,
    'ticket',
    props.ticket,
    'leave it out, or name a ticket',
  );
}

const PLACE_CURE =
  'a construct inside a stack, as near to the resource as can be: an exception covers everything below it, so that no app, stage or stack has one, nor what holds a stack';
const ANNOTATION_CURE =
  'the id of a rule; a warning that the CDK itself gives is acknowledged by Annotations.of(construct).acknowledgeWarning(id, why)';

function isInsideOneStack(construct: IConstruct): boolean {
  const { scopes } = construct.node;
  return (
    scopes.some(Stack.isStack) &&
    !Stack.isStack(construct) &&
    !construct.node.findAll().some((below) => Stack.isStack(below) && !NestedStack.isNestedStack(below))
  );
}

function isDate(text: string | undefined): boolean {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  try {
    Validations.of(construct).acknowledge({ id: rule, reason });
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(
      `exception of '${construct.node.path}'`,
      [{ property: 'rule', got: `'${rule}'`, allowed: cause }],
      { cause: error },
    );
  }
}
