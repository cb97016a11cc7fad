import type { Lack } from '../../availability';
import { CITED_FRAMEWORKS, type Framework, PRACTICE } from '../citation';
import { grouped } from '../template/grouped';
import { TEMPLATE_TYPE } from '../template/template-index';
import type { ExceptionAudit, ExceptionInForce } from './exception-audit';
import { type Finding, placeOf, ruleOfFinding } from './finding';
import type { PackResults, Result, RuleInfo } from './pack-run';

/** What a gate judged, and what every pack said of it. */
export interface Judged {
  readonly today: string;
  readonly resources: readonly { readonly path: string; readonly type: string }[];
  readonly runs: readonly ({ readonly pack: string } & PackResults)[];
  readonly audited: ExceptionAudit;
}

/**
 * The contents of `compliance.json`: what was judged by which rule, and with what outcome. `schemas/compliance.schema.json` describes
 * it. Numbers are positions in `resources` and `exceptions`. It holds no time of day, so that two runs of the same app can be
 * compared line by line.
 */
export interface Evidence {
  readonly schema: 'strongroom-compliance/1';
  /** The day of the judgement, `YYYY-MM-DD`, in UTC. */
  readonly date: string;
  /** Frameworks by stage; under `*` those of everything that is in no stage of its own. */
  readonly frameworks: Readonly<Record<string, readonly Framework[]>>;
  /** What the regions that the app deploys to lack, and the control that stands in its place, by region. */
  readonly lacking: Readonly<Record<string, readonly Lack[]>>;
  readonly resources: readonly { readonly path: string; readonly type: string }[];
  readonly exceptions: readonly ExceptionInForce[];
  readonly rules: readonly RuleEvidence[];
}

/** What one rule says. A resource that is in none of its lists is one that the rule is not about. */
interface RuleEvidence {
  /** The rule's id, qualified by its pack. */
  readonly id: string;
  readonly severity: string;
  readonly why: string;
  /** What to do, for a rule of Strongroom's own. */
  readonly fix?: string;
  /** Places in laws and standards, for a rule of Strongroom's own. */
  readonly cites?: Readonly<Record<string, readonly string[]>> | typeof PRACTICE;
  readonly pass: readonly number[];
  /** Of those that pass, the ones of which it warns, and of what. */
  readonly warnings?: readonly { readonly resource: number; readonly details: readonly string[] }[];
  readonly fail: readonly { readonly resource: number; readonly details: readonly string[] }[];
  readonly excepted: readonly { readonly resource: number; readonly exceptions: readonly number[] }[];
  /** Resources that the rule is about, and why it does not apply to them. */
  readonly notApplicable: readonly { readonly resource: number; readonly because: string }[];
}

/** The evidence of what a gate judged, sorted, so that the same app gives the same text. */
export function evidenceOf(
  { today, resources, runs, audited }: Judged,
  { frameworks, lacking }: Pick<Evidence, 'frameworks' | 'lacking'>,
): Evidence {
  const numbered = new Numbered(resources);
  const exceptions = [...audited.inForce].sort((a, b) => compare(a.path, b.path) || compare(a.rule, b.rule));
  const covers = exceptionsByPlace(audited, exceptions);
  const failing = new Set(notLetOff(audited).map((finding) => placeOf(ruleOfFinding(finding.rule), finding.path)));
  const rules = runs.flatMap((run) => {
    const byRule = grouped(run.results.map((result) => [result.rule, result] as const));
    return [...run.rules.values()].map((info) => evidenceOfRule(info, byRule.get(info.id) ?? [], { numbered, covers, failing }));
  });
  return {
    schema: 'strongroom-compliance/1',
    date: today,
    frameworks,
    lacking,
    resources: numbered.list,
    exceptions,
    rules: rules.sort((a, b) => compare(a.id, b.id)),
  };
}

/** Findings that no exception covers, and those that only a refused one does. */
function notLetOff({ open, covered, inForce }: ExceptionAudit): readonly Finding[] {
  const valid = new Set(inForce.map(({ rule, path }) => placeOf(rule, path)));
  return [...open, ...[...covered].filter(([, { rule, path }]) => !valid.has(placeOf(rule, path))).map(([finding]) => finding)];
}

interface Settings {
  readonly numbered: Numbered;
  readonly covers: ReadonlyMap<string, readonly number[]>;
  readonly failing: ReadonlySet<string>;
}

function evidenceOfRule(info: RuleInfo, results: readonly Result[], { numbered, covers, failing }: Settings): RuleEvidence {
  const pass: number[] = [];
  const warnings: RuleEvidence['fail'][number][] = [];
  const fail: RuleEvidence['fail'][number][] = [];
  const excepted: RuleEvidence['excepted'][number][] = [];
  const notApplicable: RuleEvidence['notApplicable'][number][] = [];
  for (const { path, type, outcome, details } of results) {
    const resource = numbered.of(path, type);
    const place = placeOf(info.id, path);
    const exceptions = covers.get(place);
    if (outcome === 'pass') {
      pass.push(resource);
      if (details.length > 0) warnings.push({ resource, details });
    } else if (outcome === 'not-applicable') {
      if (details[0] !== undefined) notApplicable.push({ resource, because: details[0] });
    } else if (exceptions !== undefined && !failing.has(place)) excepted.push({ resource, exceptions });
    else fail.push({ resource, details });
  }
  const { own } = info;
  return {
    id: info.id,
    severity: info.severity,
    why: info.why,
    ...(own && { fix: own.fix, cites: own.cites === PRACTICE ? PRACTICE : cited(own.cites) }),
    pass: pass.sort((a, b) => a - b),
    ...(warnings.length > 0 && { warnings: warnings.sort(byResource) }),
    fail: fail.sort(byResource),
    excepted: excepted.sort(byResource),
    notApplicable: notApplicable.sort(byResource),
  };
}

function cited(cites: Exclude<NonNullable<RuleInfo['own']>['cites'], typeof PRACTICE>): Record<string, readonly string[]> {
  return Object.fromEntries(CITED_FRAMEWORKS.flatMap((framework) => (cites[framework] ? [[framework, cites[framework]]] : [])));
}

function exceptionsByPlace(
  { covered }: ExceptionAudit,
  inForce: readonly ExceptionInForce[],
): ReadonlyMap<string, readonly number[]> {
  const positions = new Map(inForce.map(({ rule, path }, position) => [placeOf(rule, path), position]));
  const found = new Map<string, number[]>();
  for (const [finding, { rule, path }] of covered) {
    const position = positions.get(placeOf(rule, path));
    if (position === undefined) continue;
    const place = placeOf(ruleOfFinding(finding.rule), finding.path);
    const same = found.get(place) ?? [];
    if (!same.includes(position))
      found.set(
        place,
        [...same, position].sort((a, b) => a - b),
      );
  }
  return found;
}

/** Resources by number, those that are none of an app's constructs included: an account, a template as a whole. */
class Numbered {
  public readonly list: { readonly path: string; readonly type: string }[];
  private readonly numbers = new Map<string, number>();
  private readonly types: ReadonlyMap<string, string>;

  public constructor(resources: Judged['resources']) {
    this.list = [...resources].sort((a, b) => compare(a.path, b.path));
    this.types = new Map(resources.map(({ path, type }) => [path, type]));
    for (const [number, { path, type }] of this.list.entries()) this.numbers.set(placeOf(type, path), number);
  }

  /** @param known the type; empty for that of the resource at the path */
  public of(path: string, known: string): number {
    const type = known === '' ? (this.types.get(path) ?? TEMPLATE_TYPE) : known;
    const key = placeOf(type, path);
    const found = this.numbers.get(key);
    if (found !== undefined) return found;
    this.numbers.set(key, this.list.length);
    return this.list.push({ path, type }) - 1;
  }
}

function byResource(a: { readonly resource: number }, b: { readonly resource: number }): number {
  return a.resource - b.resource;
}

/** By code units, so that the order does not depend on a machine's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
