import { type ExceptionRecord, normalizeRuleId } from '../../exceptions';
import type { Acknowledgement } from './acknowledgements';
import { type Finding, placeOf } from './finding';
import type { KnownPacks } from './known-packs';

/** What is wrong with an exception. The value is the rule's id in the report. */
export enum ExceptionFault {
  /** An acknowledgement by a bare id, which silences a rule without leaving a trace in the report. */
  BARE = 'AcknowledgementBare',
  /** An acknowledgement that was not made by `except()`: nobody owns it, and it never expires. */
  OWNERLESS = 'AcknowledgementOwnerless',
  /** A record that `except()` would not have made. */
  INVALID = 'ExceptionInvalid',
  /** A rule that no enforced pack has. */
  UNKNOWN = 'ExceptionUnknown',
  /** A rule that allows no exception. */
  NOT_ALLOWED = 'ExceptionNotAllowed',
  /** An exception that matches no finding any more. */
  STALE = 'ExceptionStale',
  /** An exception that nobody would have to look at again within a year or so. */
  TOO_LONG = 'ExceptionTooLong',
  /** An exception past its last day. */
  EXPIRED = 'ExceptionExpired',
}

/** Longest time that an exception may still be in force, in days: a year, and a month to review it in. */
const LONGEST = 400;
const DAY = 24 * 60 * 60 * 1000;

/** Name of the plugin that judges exceptions, which comes before `::` in the ids of its findings. */
export const GATE = 'Strongroom Gate';

/** What there is to know of rules, to judge exceptions to them. */
export type RuleKnowledge = Pick<KnownPacks, keyof KnownPacks>;

/** An exception that the gate refuses. */
export interface RefusedException {
  readonly fault: ExceptionFault;
  readonly acknowledgement: Acknowledgement;
  readonly detail: string;
  readonly fix: string;
}

/** An exception that lets at least one finding off. */
export interface ExceptionInForce extends ExceptionRecord {
  /** Construct path where it stands. */
  readonly path: string;
  /** How many findings it covers. */
  readonly findings: number;
}

/** What became of the findings and exceptions of an app. */
export interface ExceptionAudit {
  readonly inForce: readonly ExceptionInForce[];
  readonly refused: readonly RefusedException[];
  /** Findings that no exception covers. */
  readonly open: readonly Finding[];
  /** Findings that one covers, in force or refused. */
  readonly covered: ReadonlyMap<Finding, Acknowledgement>;
}

/**
 * Sets the findings against the exceptions, as the CDK does: the nearest acknowledgement at or above a resource covers it.
 *
 * @param today the day in UTC, `YYYY-MM-DD`
 */
export function audit(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
  packs: RuleKnowledge,
  today: string,
): ExceptionAudit {
  const places = new Map(acknowledgements.map((made) => [placeOf(made.rule, made.path), made]));
  const covered = new Map<Finding, Acknowledgement>();
  const counts = new Map<Acknowledgement, number>();
  const open = findings.filter((finding) => {
    const nearest = packs.allowsExceptions(finding.rule) ? nearestTo(finding, places) : undefined;
    if (nearest === undefined) return true;
    covered.set(finding, nearest);
    counts.set(nearest, (counts.get(nearest) ?? 0) + 1);
    return false;
  });
  const inForce: ExceptionInForce[] = [];
  const refused: RefusedException[] = [];
  for (const made of acknowledgements) {
    const count = counts.get(made) ?? 0;
    const fault = faultOf(made, count, packs, today);
    if (fault) refused.push({ acknowledgement: made, ...fault });
    else if (made.exception && count > 0) inForce.push({ ...made.exception, path: made.path, findings: count });
  }
  return { inForce, refused, open, covered };
}

/** A refused exception as a finding, which allows no exception itself. */
export function findingOf(refused: RefusedException): Finding {
  const { path, source } = refused.acknowledgement;
  return {
    rule: normalizeRuleId(`${GATE}::${refused.fault}`),
    severity: 'error',
    path,
    description: describe(refused),
    fix: refused.fix,
    ...(source !== undefined && { source }),
  };
}

/** What is wrong with a refused exception, in words. */
function describe({ fault, detail, acknowledgement: { source } }: RefusedException): string {
  return `${fault}: ${detail.charAt(0).toUpperCase()}${detail.slice(1)}${source === undefined ? '' : ` (made at ${source})`}.`;
}

type Fault = Pick<RefusedException, 'fault' | 'detail' | 'fix'>;

function faultOf(made: Acknowledgement, covered: number, packs: RuleKnowledge, today: string): Fault | undefined {
  const { rule, exception, invalid } = made;
  const bare = /^Annotation::(.*)$/s.exec(rule)?.[1];
  if (bare !== undefined) {
    const qualified = packs.qualify(bare);
    return {
      fault: ExceptionFault.BARE,
      detail: `the acknowledgement of '${bare}' names no pack, so that the rule falls silent and the report keeps no trace of it`,
      fix:
        qualified === undefined
          ? `Use except(construct, { rule: 'Pack::Rule', ... }) for a rule, or Annotations.of(construct).acknowledgeWarning(id, why) for a warning that the CDK gives.`
          : howToExcept(qualified),
    };
  }
  if (!exception) {
    if (made.byCdk && packs.isValidator(rule)) return undefined;
    return {
      fault: ExceptionFault.OWNERLESS,
      detail: `the acknowledgement of '${rule}' has no owner and never expires, because it was not made by except()`,
      fix: howToExcept(rule),
    };
  }
  if (invalid !== undefined) {
    return {
      fault: ExceptionFault.INVALID,
      detail: `the exception to '${rule}' was not made by except(): ${invalid}`,
      fix: howToExcept(rule),
    };
  }
  return faultOfException(made, exception, covered, packs, today);
}

function faultOfException(
  { rule, path }: Acknowledgement,
  exception: ExceptionRecord,
  covered: number,
  packs: RuleKnowledge,
  today: string,
): Fault | undefined {
  const unknown = packs.whyUnknown(rule);
  if (unknown !== undefined) {
    return {
      fault: ExceptionFault.UNKNOWN,
      detail: `the exception is to '${rule}', but ${unknown}`,
      fix: 'Correct the id of the rule, or remove the exception.',
    };
  }
  if (!packs.allowsExceptions(rule)) {
    return {
      fault: ExceptionFault.NOT_ALLOWED,
      detail: `'${rule}' allows no exception`,
      fix: 'Cure the finding, and remove the exception.',
    };
  }
  if (covered === 0 && packs.hasRun(rule, path)) {
    return {
      fault: ExceptionFault.STALE,
      detail: `the exception to '${rule}' matches no finding any more`,
      fix: 'Remove the exception.',
    };
  }
  const latest = new Date(Date.parse(today) + LONGEST * DAY).toISOString().slice(0, today.length);
  if (exception.expires > latest) {
    return {
      fault: ExceptionFault.TOO_LONG,
      detail: `the exception to '${rule}' of ${exception.owner} would be in force until ${exception.expires}, and today is ${today}`,
      fix: `Set a day on which its reason will be read again, at most ${LONGEST} days from now: ${latest}.`,
    };
  }
  if (exception.expires < today) {
    return {
      fault: ExceptionFault.EXPIRED,
      detail: `the exception to '${rule}' of ${exception.owner} expired on ${exception.expires}, and today is ${today}`,
      fix: `Cure the finding and remove the exception; or ask its owner (${exception.owner}) whether the reason still holds, and only then move the date. The reason was: ${exception.reason}`,
    };
  }
  return undefined;
}

function howToExcept(rule: string): string {
  return `Cure the finding, or replace the acknowledgement by except(construct, { rule: '${rule}', reason, owner, expires }).`;
}

function nearestTo(finding: Finding, places: ReadonlyMap<string, Acknowledgement>): Acknowledgement | undefined {
  for (let path = finding.path; ; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    const found = places.get(placeOf(finding.rule, path));
    if (found || path === '') return found;
  }
}
